import type { Duplex } from 'node:stream';
import ssh2, { type Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import { offeredAlgorithms } from './algorithms.ts';
import type { Channel, Connection, Ending } from './connection.ts';
import type { Dialled } from './dial.ts';
import { cancelled, closedAtOnce, closedEarly, explain, lost, silent } from './explain.ts';
import { HostError } from './host.ts';
import { acceptHostKey, type TrustPolicy, trustOf } from './hostKey.ts';
import { createLogin, type LoginContext } from './login.ts';
import { labelOf, type Settings } from './settings.ts';

/** Milliseconds between two signs of life, and how many may stay unanswered: a dead peer is found within 15 s. */
const KEEP_ALIVE = { interval: 3_500, unanswered: 3 };

/** Milliseconds for the protocol's own steps; what a person takes to answer does not count. */
const HANDSHAKE_TIMEOUT = 20_000;

/** Bytes that sshd says at most when it refuses a connection: `Exceeded MaxStartups`, `Not allowed at this time`. */
const REFUSAL_LENGTH = 32;

/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED and SSH_OPEN_CONNECT_FAILED: what sshd answers beyond MaxSessions. */
const SESSION_REFUSED = new Set([1, 2]);

/** What connecting may ask and remember, but for the questions' clock. */
export type Memory = Omit<LoginContext, 'ask' | 'giveUp'> & TrustPolicy;

/**
 * Checks the host key, logs in, and keeps the connection alive.
 * @throws HostError
 */
export async function connectSsh2(
  settings: Settings,
  memory: Memory,
  dial: () => Promise<Dialled>,
  signal?: AbortSignal,
): Promise<Connection> {
  const trust = await trustOf(settings);
  const label = labelOf(settings);
  if (settings.revokedHostKeys) {
    throw new HostError(
      'untrusted',
      `RevokedHostKeys is set for ${label}, which only the system's ssh can check. Set the transport to auto or openssh.`,
    );
  }
  const client: Client = new ssh2.Client();
  const dialled = await dial();

  return new Promise((resolve, reject) => {
    let settled = false;
    let why: HostError | undefined;
    let accepted: Buffer | undefined;
    let end: (error?: HostError) => void = () => {};
    const clock = stopwatch(settings.connectTimeout ?? HANDSHAKE_TIMEOUT, () => fail(silent(label)));
    const login = createLogin(settings, { ...memory, ask: clock.outside, giveUp: (error) => fail(error) });

    const fail = (error: HostError) => {
      why ??= error;
      clock.stop();
      signal?.removeEventListener('abort', abort);
      client.destroy();
      dialled.close();
      if (settled) return end(why);
      settled = true;
      reject(why);
    };
    const abort = () => fail(cancelled(label));
    const failWith = (error: unknown) =>
      fail(error instanceof HostError ? error : new HostError('unreachable', String(error)));

    client.on('ready', () => {
      clock.stop();
      signal?.removeEventListener('abort', abort);
      settled = true;
      const closed = new Promise<HostError | undefined>((ended) => {
        end = ended;
      });
      resolve(connectionOf(client, label, settings.user, closed, dialled));
    });
    // It comes more than once for one failure, and for an agent that refuses a key, which is no failure yet.
    client.on('error', (error) => {
      if (error.level === 'agent') return;
      const reason = why ?? explain(error, settings, login.report(), dialled.said());
      if ((dialled.received?.() ?? Infinity) <= REFUSAL_LENGTH) closedAtOnce.add(reason);
      fail(reason);
    });
    client.on('close', () => fail(why ?? (settled ? lost(label) : closedEarly(label, dialled.said()))));

    const config: ConnectConfig = {
      sock: dialled.stream as ConnectConfig['sock'] & {},
      username: settings.user,
      readyTimeout: 0,
      keepaliveInterval: Math.min(KEEP_ALIVE.interval, (settings.serverAliveInterval || Infinity) * 1000),
      keepaliveCountMax: KEEP_ALIVE.unanswered,
      algorithms: offeredAlgorithms(settings, [
        ...trust.known,
        ...trust.knownWithoutPort,
      ]) as ConnectConfig['algorithms'] & {},
      hostVerifier: (blob: Buffer, verify: (valid: boolean) => void) => {
        // It is called again whenever keys are exchanged anew: only the key of the login may appear then.
        if (accepted) return verify(accepted.equals(blob));
        clock.outside(acceptHostKey(blob, settings, trust, memory)).then(
          () => {
            accepted = Buffer.from(blob);
            verify(true);
          },
          (error: unknown) => {
            failWith(error instanceof HostError ? error : cancelled(label, error));
            verify(false);
          },
        );
        return undefined;
      },
      authHandler: (offered, partial, next) => {
        login.next(offered ?? undefined, partial ?? false).then(
          (method) => next(method as Parameters<typeof next>[0]),
          (error: unknown) => failWith(error instanceof HostError ? error : cancelled(label, error)),
        );
      },
    };
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) return abort();
    try {
      client.connect(config);
    } catch (error) {
      fail(
        new HostError('configuration', `${label}: the SSH configuration cannot be used: ${(error as Error).message}.`, {
          cause: error,
        }),
      );
    }
  });
}

/** A time limit that stands still while a person is asked. */
function stopwatch(limit: number, expired: () => void) {
  let timer: NodeJS.Timeout | undefined = setTimeout(expired, limit);
  let stopped = false;
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    /** Also returns to a connection that failed meanwhile, so that nothing waits for ever. */
    async outside<T>(question: Promise<T>): Promise<T> {
      clearTimeout(timer);
      try {
        return await question;
      } finally {
        if (!stopped) timer = setTimeout(expired, limit);
      }
    },
  };
}

function connectionOf(
  client: Client,
  label: string,
  user: string,
  closed: Promise<HostError | undefined>,
  dialled: Dialled,
): Connection {
  let open = true;
  void closed.then(() => {
    open = false;
  });
  return {
    user,
    label,
    closed,
    isOpen: () => open,
    close() {
      open = false;
      client.end();
      // The peer may be gone and never answer the goodbye.
      setTimeout(() => dialled.close(), 1000).unref();
    },
    exec: (command) =>
      new Promise((resolve, reject) => {
        if (!open) return reject(lost(label));
        try {
          client.exec(command, (error, channel) => {
            if (!error) return resolve(channelOf(channel));
            if (SESSION_REFUSED.has((error as { reason?: number }).reason ?? 0)) return resolve('no-session');
            reject(lost(label, error));
          });
        } catch (error) {
          reject(lost(label, error));
        }
      }),
    tunnel: (host, port) =>
      new Promise<Duplex>((resolve, reject) => {
        client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
          if (error) reject(error);
          else resolve(channel);
        });
      }),
  };
}

function channelOf(channel: ClientChannel): Channel {
  let ending: Ending | undefined;
  channel.on('exit', (exit: number | null, name?: string) => {
    ending = exit === null ? { exit, signal: name ?? 'SIGKILL' } : { exit };
  });
  channel.on('error', () => {});
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    ended: new Promise((resolve) => {
      channel.on('close', () => resolve(ending));
    }),
    close() {
      // Where sshd does not pass signals on (logins of root), closing is all that can be done.
      channel.signal('TERM');
      channel.close();
    },
  };
}
