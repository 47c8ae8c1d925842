import { deployedFiles } from '../../../hosts/src/deploy/deployedFiles.ts';
import { type Insight, insightOf } from '../../../hosts/src/journal/insights.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEntry } from '../../../protocol/src/journal.ts';
import type { Knowledge, Located } from '../../../protocol/src/knowledge.ts';
import { shownPath } from '../paths.ts';
import type { Connections } from '../ssh/pool.ts';

/** A file here that caused a line there. `path` is relative to the working folder; `line` and `column` count from 1. */
export interface Cause {
  state: Exclude<Located['state'], 'foreign'>;
  path: string;
  line?: number;
  column?: number;
  message?: string;
}

/** What is known about a line: what it means, and which files cause it. */
export interface Explanation extends Insight {
  causes?: Cause[];
}

export type Explain = (entry: JournalEntry) => Promise<Explanation | undefined>;

/** For how long what lies on the host is taken to be what it was, in milliseconds. */
const hashesLastMs = 30_000;

/** Explains the lines of one agent. The host is asked what it has only when a line is one that a file may cause. */
export function explainer(
  agent: Agent,
  knowledge: Pick<Knowledge, 'locate'>,
  connections: Connections & { signal: AbortSignal },
): Explain {
  let hashes: Promise<Record<string, string>> | undefined;
  let askedAt = 0;
  const deployed = () => {
    if (!hashes || Date.now() - askedAt > hashesLastMs) {
      askedAt = Date.now();
      hashes = hashesOn(agent, connections);
    }
    return hashes;
  };
  return async ({ message, severity }) => {
    const insight = insightOf(message);
    if (!insight || severity === 'info' || severity === 'debug') return insight;
    const question = { agent: agent.id, message, deployedSha256: await deployed() };
    const causes = (await knowledge.locate(question)).flatMap(causeOf);
    return causes.length > 0 ? { ...insight, causes } : insight;
  };
}

/** A log is read for what it says: a host that does not tell about its files is no reason to end. */
async function hashesOn(
  agent: Agent,
  connections: Connections & { signal: AbortSignal },
): Promise<Record<string, string>> {
  const files = await deployedFiles(agent, connections).catch(() => []);
  return Object.fromEntries(files.flatMap(({ name, sha256 }) => (sha256 ? [[name, sha256]] : [])));
}

function causeOf(located: Located): Cause[] {
  if (located.state === 'foreign') return [];
  const path = shownPath(located.path);
  if (located.state !== 'present') return [{ state: located.state, path }];
  const { message, range } = located.finding;
  return [{ state: 'present', path, line: range.start.line + 1, column: range.start.character + 1, message }];
}

/** One sentence for a person. */
export function causeText({ state, path, line, column, message }: Cause): string {
  switch (state) {
    case 'present':
      return `${path}:${line}:${column}: ${message}`;
    case 'fixed-unsaved':
      return `${path}: mended in the editor and not saved.`;
    case 'fixed-undeployed':
      return `${path}: mended here and not deployed.`;
  }
}
