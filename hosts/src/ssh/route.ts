import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { type Dialled, dialProxyCommand, dialTcp } from './dial.ts';
import { closedAtOnce } from './explain.ts';
import { HostError } from './host.ts';
import { trustOf } from './hostKey.ts';
import { connectOpenSsh } from './openSshConnection.ts';
import type { Address, SshOptions } from './pool.ts';
import { hasOpenSsh, resolveAddress } from './resolve.ts';
import { labelOf, type Settings } from './settings.ts';
import { connectSsh2, type Memory } from './ssh2Connection.ts';
import { evidenceFor, needForOpenSsh } from './transport.ts';

/** A destination and the way to it. */
export interface Route {
  settings: Settings;
  /** The host that the destination is reached through. */
  jump?: Route;
}

/** More jumps than this are a circle of the configuration. */
const MAX_JUMPS = 8;

/** Milliseconds before a host is tried again that closes connections at once, as sshd does beyond MaxStartups. */
const PAUSES = [250, 750, 2000];

/** The labels of a route's hosts, the destination first: what tells one connection from another. */
export function labelsOf(route: Route): string[] {
  return [`${labelOf(route.settings)} ${route.settings.hostname}`, ...(route.jump ? labelsOf(route.jump) : [])];
}

/** @throws HostError `configuration` */
export async function resolveRoute(address: Address, options: SshOptions, signal?: AbortSignal): Promise<Route> {
  return routeTo(await resolveAddress(address, options, signal), options, 0, signal);
}

async function routeTo(settings: Settings, options: SshOptions, depth: number, signal?: AbortSignal): Promise<Route> {
  if (depth > MAX_JUMPS) {
    throw new HostError(
      'configuration',
      `${labelOf(settings)}: ProxyJump leads in a circle. Correct the SSH configuration.`,
    );
  }
  const last = settings.jumps.at(-1);
  if (!last || settings.proxyCommand) return { settings };
  // As with ssh, an identity that is named for the destination is not one for its jump hosts.
  const own = await resolveAddress(last, { ...options, identityFile: undefined }, signal);
  const before = settings.jumps.slice(0, -1);
  const jump = before.length > 0 ? { ...own, jumps: before, proxyCommand: undefined } : own;
  return { settings, jump: await routeTo(jump, options, depth + 1, signal) };
}

/**
 * Connects by the transport that the configuration needs.
 * @param jump connects to the host before
 * @throws HostError
 */
export async function connectRoute(
  { settings }: Route,
  memory: Memory,
  jump: (() => Promise<Connection>) | undefined,
  options: SshOptions,
  signal?: AbortSignal,
): Promise<Connection> {
  const through = jump && (async () => throughJump(await jump(), settings));
  const openSsh = await needsOpenSsh(settings, options);
  const attempt = () => {
    if (openSsh) return connectOpenSsh(settings, options, memory, through, signal);
    const dial =
      through ??
      (settings.proxyCommand ? async () => dialProxyCommand(settings, signal) : () => dialTcp(settings, signal));
    return connectSsh2(settings, memory, dial, signal);
  };
  for (const pause of PAUSES) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof HostError) || !closedAtOnce.has(error)) throw error;
    }
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
  return attempt();
}

async function needsOpenSsh(settings: Settings, options: SshOptions): Promise<boolean> {
  const preference = options.transport ?? 'auto';
  if (preference === 'ssh2') return false;
  const why =
    preference === 'openssh'
      ? 'the transport is set to openssh'
      : needForOpenSsh(settings, await evidenceFor(settings, await trustOf(settings)));
  if (why === undefined) return false;
  if (process.platform !== 'win32' && (await hasOpenSsh())) return true;
  throw new HostError(
    'configuration',
    `${labelOf(settings)} needs the system's ssh with a control socket (${why}), which is not there. ` +
      'Install OpenSSH, or set the transport to ssh2 to connect without it.',
  );
}

async function throughJump(jump: Connection, settings: Settings): Promise<Dialled> {
  try {
    const stream = await jump.tunnel(settings.hostname, settings.port);
    stream.on('error', () => {});
    return { stream, said: () => '', close: () => stream.destroy() };
  } catch (error) {
    throw new HostError(
      'unreachable',
      `${jump.label} does not reach ${settings.hostname} port ${settings.port}: ${(error as Error).message}. ` +
        `Check the address of ${labelOf(settings)} and that the jump host allows forwarding.`,
      { cause: error },
    );
  }
}
