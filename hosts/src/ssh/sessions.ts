import type { Channel, Connection } from './connection.ts';
import { HostError } from './host.ts';

/** sshd allows ten sessions a connection by default (MaxSessions); some are left to others that share it. */
const SESSIONS = 8;

/** Connections of one host at most: more than one only where streams hold every session that the host gives. */
const CONNECTIONS = 4;

/** `run`: ends by itself soon. `stream`: may stay for hours. */
export type SessionKind = 'run' | 'stream';

/** The sessions of one host: bounded, queued where the host gives no more, over a connection that is made when it is needed. */
export interface Sessions {
  /** Makes sure that there is a connection. @throws HostError */
  connect(signal?: AbortSignal): Promise<Connection>;
  /** @throws HostError */
  open(command: string, kind: SessionKind, signal?: AbortSignal): Promise<Channel>;
  close(): void;
}

interface Lane {
  connection: Connection;
  used: number;
  streams: number;
  /** How many sessions the host gives over this connection, as far as is known. */
  limit: number;
}

export function createSessions(label: string, connect: (signal: AbortSignal) => Promise<Connection>): Sessions {
  let lanes: Lane[] = [];
  let waiting: (() => void)[] = [];
  let connecting: { lane: Promise<Lane>; abort: AbortController; callers: number } | undefined;
  let disposed = false;

  function wake(): void {
    const woken = waiting;
    waiting = [];
    for (const resume of woken) resume();
  }

  async function makeLane(signal: AbortSignal): Promise<Lane> {
    const connection = await connect(signal);
    const lane: Lane = { connection, used: 0, streams: 0, limit: SESSIONS };
    if (disposed) connection.close();
    lanes.push(lane);
    void connection.closed.then(() => {
      lanes = lanes.filter((other) => other !== lane);
      wake();
    });
    return lane;
  }

  /** One attempt for all that wait for it; it is given up when the last of them gives up. */
  async function joinLane(signal?: AbortSignal): Promise<Lane> {
    if (!connecting) {
      const abort = new AbortController();
      const attempt = { lane: makeLane(abort.signal), abort, callers: 0 };
      connecting = attempt;
      const over = () => {
        if (connecting === attempt) connecting = undefined;
      };
      attempt.lane.then(over, over);
    }
    const attempt = connecting;
    attempt.callers++;
    try {
      return await untilAborted(attempt.lane, signal);
    } finally {
      if (--attempt.callers === 0 && signal?.aborted) attempt.abort.abort();
    }
  }

  async function freeLane(signal?: AbortSignal): Promise<Lane> {
    for (;;) {
      if (disposed) throw new HostError('cancelled', `The connection to ${label} was closed.`);
      lanes = lanes.filter(({ connection }) => connection.isOpen());
      const free = lanes.find(({ used, limit }) => used < limit);
      if (free) return free;
      const onlyStreams = lanes.every(({ used, streams }) => used === streams);
      if (onlyStreams && lanes.length < CONNECTIONS) {
        const lane = await joinLane(signal);
        if (lane.used < lane.limit) return lane;
      } else {
        await untilAborted(new Promise<void>((resume) => waiting.push(resume)), signal);
      }
    }
  }

  function untilAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
    if (!signal) return promise;
    return new Promise((resolve, reject) => {
      const abort = () => reject(new HostError('cancelled', `Waiting for ${label} was cancelled.`));
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    });
  }

  return {
    async connect(signal) {
      const open = lanes.find(({ connection }) => connection.isOpen());
      return (open ?? (await joinLane(signal))).connection;
    },
    async open(command, kind, signal) {
      for (let refusals = 0; ; ) {
        const lane = await freeLane(signal);
        let stream = kind === 'stream' ? 1 : 0;
        lane.used++;
        lane.streams += stream;
        const release = () => {
          lane.used--;
          lane.streams -= stream;
          wake();
        };
        let channel: Channel | 'no-session';
        try {
          channel = await lane.connection.exec(command);
        } catch (error) {
          release();
          throw error;
        }
        if (channel !== 'no-session') {
          const { ended, close } = channel;
          void ended.then(release);
          return {
            ...channel,
            close() {
              // The host gives the session back only when the command has ended, whenever that is.
              lane.streams += 1 - stream;
              stream = 1;
              wake();
              close();
            },
          };
        }
        release();
        lane.limit = Math.max(1, Math.min(lane.limit, lane.used));
        if (lane.used === 0 && ++refusals > 2) {
          throw new HostError(
            'refused-login',
            `${label} lets the user log in but opens no session. Look at MaxSessions and ForceCommand in the host's sshd_config.`,
          );
        }
      }
    },
    close() {
      disposed = true;
      connecting?.abort.abort();
      for (const { connection } of lanes) connection.close();
      lanes = [];
      wake();
    },
  };
}
