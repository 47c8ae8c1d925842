import type { Agent } from '../../protocol/src/agents.ts';
import type { CheckAnswer, Knowledge, Located } from '../../protocol/src/knowledge.ts';
import { methods } from '../../protocol/src/languageServer.ts';
import type { LanguageServer } from './diagnostics/server.ts';

/** What the files say, asked of the language server. */
export function createKnowledge(server: LanguageServer): Knowledge {
  return {
    agents: () => server.ask<Agent[]>(methods.agents, null),
    check: (path, sha256) => server.ask<CheckAnswer>(methods.check, { path, sha256 }),
    locate: (question) => server.ask<Located[]>(methods.locate, question),
  };
}
