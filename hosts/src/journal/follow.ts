import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEvent } from '../../../protocol/src/journal.ts';
import type { HostPool } from '../ssh/pool.ts';
import type { SshPrompts } from '../ssh/prompts.ts';

export interface JournalRequest {
  /** Entries before now, default 200. */
  lines?: number;
  /** As `journalctl --since` takes it. */
  since?: string;
  /** Ends after the backlog when false. */
  follow: boolean;
  /** Resume after this entry. */
  after?: string;
}

/** An agent's journal; reconnects by itself and gives every entry once. Ends when `signal` is aborted. */
export declare function journalOf(
  agent: Agent,
  request: JournalRequest,
  options: { pool: HostPool; ssh?: SshPrompts; signal: AbortSignal },
): AsyncIterable<JournalEvent>;
