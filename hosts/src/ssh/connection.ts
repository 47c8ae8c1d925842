import type { Duplex, Readable, Writable } from 'node:stream';
import type { HostError } from './host.ts';

/** How a remote command ended; both absent where the connection ended before it told. */
export interface Ending {
  exit: number | null;
  signal?: string;
}

/** A remote command that runs. */
export interface Channel {
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** Settles once; undefined where the channel ended without a status. */
  ended: Promise<Ending | undefined>;
  close(): void;
}

/** One authenticated connection to a host, however it is made. */
export interface Connection {
  readonly user: string;
  readonly label: string;
  /** Runs a command in the user's login shell; `no-session` where the host gives no further session. */
  exec(command: string): Promise<Channel | 'no-session'>;
  /** A stream to somewhere that the host reaches. */
  tunnel(host: string, port: number): Promise<Duplex>;
  isOpen(): boolean;
  /** Settles when it ended, with why where it was not closed from here. */
  readonly closed: Promise<HostError | undefined>;
  close(): void;
}
