import type { Service } from '../../../protocol/src/agents.ts';
import { type Host, HostError, type RemoteProcess } from '../ssh/host.ts';
import { scriptExit } from './script.ts';
import { takeHead } from './stream.ts';

/** Why a journal cannot be read although its machine was reached, as a sentence for a person. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

export interface OpenJournal {
  /** The line that the script prints before any entry. */
  head: string;
  pieces: AsyncIterable<Buffer>;
  /** Settles when the command ended well. @throws HostError @throws JournalError */
  ended(): Promise<void>;
}

/** What the sentence about a failure names. */
export interface FailureOptions {
  host: Host;
  service: Service;
  since?: string;
}

/**
 * Starts one of the journal's scripts: as the user that is logged in where that may read the journal, else as root.
 * @throws HostError
 * @throws JournalError
 */
export async function openJournal(
  host: Host,
  script: string,
  args: string[],
  names: FailureOptions,
  signal: AbortSignal,
): Promise<OpenJournal> {
  if (names.service.manager === 'launchd') {
    throw new JournalError(
      `${names.service.name} on ${host.label} runs under launchd, which keeps no journal. Its lines are in a file, such as /var/log/hercules-ci-agent.log.`,
    );
  }
  try {
    return await attempt(host, script, args, names, { signal });
  } catch (error) {
    if (!(error instanceof NotPermitted)) throw error;
  }
  try {
    return await attempt(host, script, args, names, { signal, root: true });
  } catch (error) {
    if (!(error instanceof HostError && error.kind === 'not-root')) throw error;
    throw new JournalError(
      `${host.user} may not read the journal of ${host.label}. Add the user to the group systemd-journal there and log in again, or let it use sudo without a password.`,
      { cause: error },
    );
  }
}

class NotPermitted extends Error {}

async function attempt(
  host: Host,
  script: string,
  args: string[],
  names: FailureOptions,
  options: { signal: AbortSignal; root?: boolean },
): Promise<OpenJournal> {
  const remote = await host.start(script, { args, ...options });
  // It is looked at further down; until then a rejection is not an unhandled one.
  remote.ended.catch(() => undefined);
  const stop = () => {
    remote.close();
    remote.stdout.destroy();
  };
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    const headed = await takeHead(remote.stdout);
    if (!headed) throw await failureOf(remote, names);
    return { head: headed.head, pieces: closing(headed.pieces, remote, stop, options.signal), ended };
  } catch (error) {
    stop();
    options.signal.removeEventListener('abort', stop);
    throw await lossOf(remote, error);
  }

  async function ended(): Promise<void> {
    if (options.signal.aborted) return;
    const { exit } = await remote.ended;
    if (exit !== 0) throw await failureOf(remote, names);
  }
}

async function* closing(
  pieces: AsyncIterable<Buffer>,
  remote: RemoteProcess,
  stop: () => void,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let whole = false;
  try {
    yield* pieces;
    whole = true;
  } catch (error) {
    if (!signal.aborted) throw await lossOf(remote, error);
  } finally {
    signal.removeEventListener('abort', stop);
    if (!whole) stop();
  }
}

/** A stream that breaks says little; how its command ended says why. */
async function lossOf(remote: RemoteProcess, error: unknown): Promise<unknown> {
  if (error instanceof HostError || error instanceof JournalError || error instanceof NotPermitted) return error;
  return remote.ended.then(
    () => error,
    (loss: unknown) => loss,
  );
}

async function failureOf(remote: RemoteProcess, { host, since, service }: FailureOptions): Promise<Error> {
  const { exit, signal, stderr } = await remote.ended;
  const said = stderr.trim().split('\n').at(-1) ?? '';
  switch (exit) {
    case scriptExit.noJournal:
      return new JournalError(
        `${host.label} has no journalctl: it does not run systemd, so ${service.name} has no journal there.`,
      );
    case scriptExit.notPermitted:
      return new NotPermitted();
    case scriptExit.badSince:
      return new JournalError(
        `journalctl on ${host.label} does not understand the time "${since}". Say it as "2026-01-31 12:00", "yesterday" or "-2h".`,
      );
    default:
      if (signal || exit === null || exit > 128) return new HostError('lost', `journalctl on ${host.label} was ended.`);
      return new JournalError(`journalctl on ${host.label} failed with exit status ${exit}${said ? `: ${said}` : '.'}`);
  }
}
