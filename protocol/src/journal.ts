/** Severity as the agent prints it in its brackets, or as PRIORITY says where it prints none. */
export type LogSeverity = 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical' | 'alert' | 'emergency';

/** One entry of a host's journal. Secrets in `message` are masked already. */
export interface JournalEntry {
  cursor: string;
  /** Microseconds since the epoch, UTC, as decimal digits: more than a double keeps. */
  timeMicros: string;
  /** Unit name, such as `hercules-ci-agent.service`. */
  unit: string;
  pid?: number;
  severity: LogSeverity;
  message: string;
  bootId: string;
}

/** What the journal's stream of one agent tells besides entries. */
export type JournalState =
  | { state: 'connecting' }
  | { state: 'connected' }
  /** The line is down; the next try comes after `retryInMs`. */
  | { state: 'reconnecting'; retryInMs: number; reason: string }
  /** Nothing is tried any more. `reachable` is false where the machine could not be reached, trusted or logged in to. */
  | { state: 'failed'; reason: string; reachable: boolean };

export type JournalEvent =
  | { kind: 'entries'; entries: JournalEntry[] }
  | { kind: 'state'; state: JournalState }
  /** Lines may be missing between the entries before and after, because the host does not have them any more. */
  | { kind: 'gap'; reason: string };
