import type { JournalRequest } from '../../../hosts/src/journal/follow.ts';
import type { Insight } from '../../../hosts/src/journal/insights.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEntry, JournalEvent } from '../../../protocol/src/journal.ts';
import type { Knowledge } from '../../../protocol/src/knowledge.ts';

/** What the log panel needs from the rest of the extension. */
export interface LogServices {
  /** The agents of the workspace, as they are known now. */
  agents(): Promise<readonly Agent[]>;
  /** An agent's journal; reconnects by itself and ends when `signal` is aborted. */
  follow(agent: Agent, request: JournalRequest, signal: AbortSignal): AsyncIterable<JournalEvent>;
  /** Entries before the one with this cursor, oldest first; fewer than `lines` only where the journal begins. */
  before(agent: Agent, cursor: string, lines: number, signal: AbortSignal): Promise<JournalEntry[]>;
  /** What a known message means. */
  insightOf(message: string): Promise<Pick<Insight, 'explanation' | 'advice'> | undefined>;
  /** What the files say of a line. */
  locate: Knowledge['locate'];
  /** SHA-256 (hex) of the agent's files as they lie on the host, by the secret's name. */
  deployedSha256(agent: Agent, signal: AbortSignal): Promise<Record<string, string>>;
}
