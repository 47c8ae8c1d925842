import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { frame } from './command.ts';
import type { Channel, Ending } from './connection.ts';
import { lost, notStarted, timedOut } from './explain.ts';
import {
  type CommandOptions,
  type Host,
  HostError,
  type RemoteProcess,
  type RunOptions,
  type RunResult,
} from './host.ts';
import { type AfterMarker, afterMarker, tail } from './output.ts';
import type { SessionKind, Sessions } from './sessions.ts';

const RUN_TIMEOUT = 60_000;
const MAX_OUTPUT = 16 * 1024 * 1024;
/** Bytes of standard error that are kept. */
const STDERR_KEPT = 64 * 1024;

interface Running {
  channel: Channel;
  /** Without the login shell's noise. */
  stdout: AfterMarker;
  ended: Promise<Ending & { stderr: string }>;
  close(): void;
}

/** A host over whatever connections `sessions` has to it. */
export function hostOver(label: string, user: string, sessions: Sessions): Host {
  async function begin(script: string, options: CommandOptions, kind: SessionKind): Promise<Running> {
    const root = (options.root ?? false) && user !== 'root';
    const { command, marker } = frame(script, options.args, root);
    const channel = await sessions.open(command, kind, options.signal);
    return running(channel, marker, (noise) => notStarted(label, user, root, noise), label, options.signal);
  }

  return {
    label,
    user,
    async run(script, options = {}) {
      const limit = options.timeoutMs ?? RUN_TIMEOUT;
      const process = await begin(script, options, 'run');
      let expired = false;
      const timer = setTimeout(() => {
        expired = true;
        process.close();
      }, limit);
      try {
        return await collect(label, process, options);
      } catch (error) {
        process.close();
        throw error;
      } finally {
        clearTimeout(timer);
        if (expired) {
          // biome-ignore lint/correctness/noUnsafeFinally: whatever closing it looked like, the time-out is what happened
          throw timedOut(label, limit, process.stdout.found);
        }
      }
    },
    async start(script, options = {}): Promise<RemoteProcess> {
      const { channel, stdout, ended, close } = await begin(script, options, 'stream');
      return { stdin: channel.stdin, stdout, ended, close };
    },
  };
}

function running(
  channel: Channel,
  marker: Buffer,
  broken: (noise: string) => HostError,
  label: string,
  signal?: AbortSignal,
): Running {
  const stdout = afterMarker(marker);
  const stderr = afterMarker(marker);
  const kept = tail(STDERR_KEPT);
  channel.stdin.on('error', () => {});
  channel.stdout.pipe(stdout);
  channel.stderr.pipe(stderr).on('data', (chunk: Buffer) => kept.add(chunk));
  const stderrEnded = finished(stderr).catch(() => {});

  let closedHere: () => void = () => {};
  const closing = new Promise<'closed'>((resolve) => {
    closedHere = () => resolve('closed');
  });
  // sshd closes its side only when the command ends, which one that neither reads nor writes may not do for long.
  const close = () => {
    channel.close();
    channel.stdout.unpipe(stdout).resume();
    stdout.end();
    channel.stderr.unpipe(stderr).resume();
    stderr.end();
    closedHere();
  };
  signal?.addEventListener('abort', close, { once: true });
  if (signal?.aborted) close();

  const outcome = async (): Promise<Ending & { stderr: string }> => {
    const ending = await Promise.race([channel.ended, closing]);
    await stderrEnded;
    signal?.removeEventListener('abort', close);
    if (signal?.aborted) throw new HostError('cancelled', `A command on ${label} was cancelled.`);
    if (ending === 'closed') return { exit: null, stderr: kept.text() };
    if (!ending) throw lost(label);
    if (!stdout.found) throw broken([stdout.noise(), stderr.noise()].filter(Boolean).join('\n'));
    return { ...ending, stderr: kept.text() };
  };
  const ended = outcome();
  // Whoever does not ask how it ended must not bring the program down.
  ended.catch(() => {});
  return { channel, stdout, ended, close };
}

async function collect(
  label: string,
  { channel, stdout, ended, close }: Running,
  options: RunOptions,
): Promise<RunResult> {
  const limit = options.maxOutput ?? MAX_OUTPUT;
  const chunks: Buffer[] = [];
  let size = 0;
  stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else close();
  });
  const drained = finished(stdout, { writable: false }).catch(() => {});
  let inputError: unknown;
  if (options.input instanceof Readable) {
    pipeline(options.input, channel.stdin).catch((error: NodeJS.ErrnoException) => {
      // A command that does not read all of its input is no failure of the input.
      if (error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'EPIPE') return;
      inputError = error;
      close();
    });
  } else {
    channel.stdin.end(options.input);
  }
  const { exit, signal, stderr } = await ended;
  await drained;
  if (inputError) throw inputError;
  if (size > limit) {
    throw new HostError('timeout', `A command on ${label} printed more than ${limit} bytes and was given up.`);
  }
  return { stdout: Buffer.concat(chunks).toString('utf8'), stderr, exit, ...(signal ? { signal } : {}) };
}
