import { resolve } from 'node:path';
import type { CodeLens } from 'vscode-languageserver';
import type { Agent } from '../../../protocol/src/agents.ts';
import { lensCommands } from '../../../protocol/src/languageServer.ts';
import type { Document } from '../documents/document.ts';

/** What can be done with the agents that a document defines. The client has the commands, and adds their states. */
export function codeLenses({ path, lines }: Document, agents: readonly Agent[]): CodeLens[] {
  return agents.flatMap((agent) =>
    agent.definedAt
      .filter((place) => resolve(agent.workspace, place.path) === path)
      .flatMap(({ line }) => {
        const start = lines.position(lines.offset({ line: line - 1, character: 0 }));
        return lensCommands.map(({ title, command }) => ({
          range: { start, end: start },
          command: { title, command, arguments: [{ kind: 'agent', agent }] },
        }));
      }),
  );
}
