import type { Readable, Writable } from 'node:stream';

export interface CommandOptions {
  /** Positional parameters of the script, `$1` …: the only way in which a value reaches the remote shell. */
  args?: string[];
  /** Run as root: as it is where the login is root, else by `sudo -n`. */
  root?: boolean;
  signal?: AbortSignal;
}

export interface RunOptions extends CommandOptions {
  /** Standard input of the script. */
  input?: Buffer | Readable;
  /** Milliseconds; default 60,000. */
  timeoutMs?: number;
  /** Bytes of standard output that are kept at most, default 16 MiB; more is an error. */
  maxOutput?: number;
}

export interface RunResult {
  stdout: string;
  stderr: string;
  /** Exit status; `null` when a signal ended it. */
  exit: number | null;
  signal?: string;
}

/** A remote command that is still running. */
export interface RemoteProcess {
  stdin: Writable;
  /** With back-pressure. */
  stdout: Readable;
  /** Settles when it ended; rejects with a `HostError` when the connection was lost before. */
  ended: Promise<{ exit: number | null; signal?: string; stderr: string }>;
  close(): void;
}

/** One machine, reached over one shared connection. Every method throws `HostError`. */
export interface Host {
  /** `root@203.0.113.10`, with `:port` where it is not 22. */
  readonly label: string;
  /** The user that is logged in as. */
  readonly user: string;
  /** Runs a POSIX `sh` script whatever the login shell is, and collects what it prints. */
  run(script: string, options?: RunOptions): Promise<RunResult>;
  /** Starts a POSIX `sh` script and streams it. */
  start(script: string, options?: CommandOptions): Promise<RemoteProcess>;
}

export type HostErrorKind =
  /** No connection: name, port, network, time-out. */
  | 'unreachable'
  /** Host key new and not accepted, changed, revoked; known_hosts unreadable. */
  | 'untrusted'
  /** Every way to log in was refused. */
  | 'refused-login'
  /** sudo wants a password, or is not there. */
  | 'not-root'
  /** The connection was there and is gone. */
  | 'lost'
  | 'cancelled'
  | 'timeout'
  /** The SSH configuration or a key file cannot be used. */
  | 'configuration';

/** What went wrong with a host, as sentences for a person: what happened, where, and what to do next. */
export class HostError extends Error {
  override readonly name = 'HostError';
  constructor(
    readonly kind: HostErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
