import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { Duplex, PassThrough } from 'node:stream';
import { expandTokens } from './expand.ts';
import { HostError } from './host.ts';
import { labelOf, type Settings, tokensOf } from './settings.ts';

/** Milliseconds that a TCP connection may take where the configuration does not say. */
const CONNECT_TIMEOUT = 15_000;

/** A stream to a host, and what else is known where it breaks. */
export interface Dialled {
  stream: Duplex;
  /** What the proxy command said last. */
  said(): string;
  /** Bytes that came from the host, where that is known. */
  received?(): number;
  close(): void;
}

/** A TCP connection. @throws HostError `unreachable`, `cancelled` */
export function dialTcp(settings: Settings, signal?: AbortSignal): Promise<Dialled> {
  const label = labelOf(settings);
  const { hostname, port } = settings;
  const limit = settings.connectTimeout ?? CONNECT_TIMEOUT;
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({
      host: hostname,
      port,
      ...(settings.addressFamily === 'any' ? {} : { family: settings.addressFamily === 'inet' ? 4 : 6 }),
      ...(settings.bindAddress ? { localAddress: settings.bindAddress } : {}),
    });
    socket.setNoDelay(true);
    const finish = (error?: HostError) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.removeListener('error', failed);
      // Errors before someone listens again come from a closed socket and are told when it is used.
      socket.on('error', () => {});
      if (!error)
        return resolve({
          stream: socket,
          said: () => '',
          received: () => socket.bytesRead,
          close: () => socket.destroy(),
        });
      socket.destroy();
      reject(error);
    };
    const failed = (error: Error) => finish(unreachable(label, settings, error));
    const abort = () => finish(new HostError('cancelled', `Connecting to ${label} was cancelled.`));
    const timer = setTimeout(() => finish(noAnswer(label, settings, limit)), limit);
    socket.once('error', failed);
    socket.once('connect', () => finish());
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
  });
}

/** The standard streams of the configuration's `ProxyCommand`. */
export function dialProxyCommand(settings: Settings, signal?: AbortSignal): Dialled {
  const command = expandTokens(settings.proxyCommand ?? '', tokensOf(settings));
  const shell = process.platform === 'win32' ? undefined : process.env.SHELL || '/bin/sh';
  const child = spawn(shell ? `exec ${command}` : command, {
    shell: shell ?? true,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    detached: process.platform !== 'win32',
    // Its standard input is a socket, by which the outermost bash takes itself for a remote login and runs ~/.bashrc.
    env: { ...process.env, SHLVL: String(Math.max(1, Number(process.env.SHLVL) || 0)) },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  });
  child.on('error', (error) => {
    said += error.message;
  });
  const close = () => {
    if (child.exitCode !== null || child.pid === undefined) return;
    try {
      // The command may have started others: its whole group ends.
      if (process.platform === 'win32') child.kill();
      else process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It ended by itself meanwhile.
    }
  };
  // The end waits for what the command says of it, unless something that it left behind keeps that open.
  const readable = new PassThrough();
  child.stdout.pipe(readable, { end: false });
  child.on('close', () => readable.end());
  child.on('exit', () => setTimeout(() => readable.end(), 300).unref());
  // A command that ended takes no more input, which is not the news.
  const writable = new PassThrough();
  child.stdin.on('error', () => {});
  writable.pipe(child.stdin);
  const stream = Duplex.from({ readable, writable });
  stream.on('error', () => {});
  stream.on('close', close);
  signal?.addEventListener('abort', close, { once: true });
  return { stream, said: () => said.trim().split('\n').slice(-2).join(' '), close };
}

function noAnswer(label: string, { hostname, port }: Settings, limit: number): HostError {
  return new HostError(
    'unreachable',
    `${label} did not answer on ${hostname} port ${port} within ${Math.round(limit / 1000)} s. ` +
      'Check that the host is up, that the address is right, and that no firewall is in between.',
  );
}

/** What a network error means, by its code. */
export function unreachable(label: string, { hostname, port }: Settings, error: Error): HostError {
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  const { code } = first as NodeJS.ErrnoException;
  const sentence = (() => {
    switch (code) {
      case 'ENOTFOUND':
      case 'EAI_NONAME':
        return `${label}: no address is known for the name ${hostname}. Check the spelling, or the network and its name server.`;
      case 'EAI_AGAIN':
        return `${label}: the name server did not answer for ${hostname}. Check the network and connect again.`;
      case 'ECONNREFUSED':
        return `${label}: nothing accepts connections on ${hostname} port ${port}. Check the port, and that sshd runs on the host.`;
      case 'EHOSTUNREACH':
      case 'ENETUNREACH':
      case 'EADDRNOTAVAIL':
        return `${label}: there is no route to ${hostname}. Check the network or the VPN.`;
      case 'ETIMEDOUT':
        return `${label} did not answer on ${hostname} port ${port}. Check that the host is up and that no firewall is in between.`;
      default:
        return `${label} cannot be reached on ${hostname} port ${port}: ${first.message}.`;
    }
  })();
  return new HostError('unreachable', sentence, { cause: error });
}
