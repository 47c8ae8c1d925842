import type { Agent } from '../../../protocol/src/agents.ts';
import type { Connection } from './connection.ts';
import { type Dialled, dialProxyCommand, dialTcp } from './dial.ts';
import { type Host, HostError } from './host.ts';
import { hostOver } from './machine.ts';
import type { SshPrompts } from './prompts.ts';
import { resolveAddress } from './resolve.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { type Jump, labelOf, type Settings } from './settings.ts';
import { connectSsh2, type Memory } from './ssh2Connection.ts';

export interface SshOptions {
  /** `ssh -F` */
  configFile?: string;
  /** Stands for the user's and the global known_hosts file. */
  knownHostsFile?: string;
  /** Implies IdentitiesOnly. */
  identityFile?: string;
  /** Remember a new host key without asking. A changed key is refused all the same. */
  acceptNewHostKey?: boolean;
}

export type Address = Pick<Agent, 'host' | 'port' | 'user'>;

/** One connection a machine, shared by all that ask for it. */
export interface HostPool {
  /**
   * The machine of an address, connected.
   * @param prompts absent: nothing is asked, and a connection that would have to ask fails.
   * @throws HostError
   */
  connect(address: Address, options?: { prompts?: SshPrompts; signal?: AbortSignal }): Promise<Host>;
  /** A host over a new connection that shares nothing with the pool's; the caller closes it. */
  connectFresh(
    address: Address,
    options?: { prompts?: SshPrompts; signal?: AbortSignal },
  ): Promise<Host & { close(): void }>;
  /** Whether this machine was connected to before in this pool's life. */
  wasConnected(address: Address): boolean;
  dispose(): void;
}

/** Jumps of jumps beyond this are a loop of the configuration. */
const MAX_JUMPS = 8;

interface Machine {
  sessions: Sessions;
  /** Of the last caller that has any: a connection that is made anew may ask them. */
  prompts?: SshPrompts;
}

export function createHostPool(options: SshOptions = {}): HostPool {
  const shared: Omit<Memory, 'prompts'> = {
    keyring: new Map(),
    passwords: new Map(),
    acceptNewHostKey: options.acceptNewHostKey ?? false,
    acceptedOnce: new Set(),
  };
  const machines = new Map<string, Machine>();
  const connected = new Set<string>();
  let disposed = false;

  /** A new connection, over new connections to its jump hosts. */
  async function dialAndLogIn(
    settings: Settings,
    prompts: SshPrompts | undefined,
    signal?: AbortSignal,
    depth = 0,
  ): Promise<Connection> {
    if (depth > MAX_JUMPS) {
      throw new HostError(
        'configuration',
        `${labelOf(settings)}: ProxyJump leads in a circle. Correct the SSH configuration.`,
      );
    }
    const memory: Memory = { ...shared, ...(prompts ? { prompts } : {}) };
    return connectSsh2(settings, memory, () => dial(settings, prompts, signal, depth), signal);
  }

  async function dial(
    settings: Settings,
    prompts: SshPrompts | undefined,
    signal: AbortSignal | undefined,
    depth: number,
  ): Promise<Dialled> {
    if (settings.proxyCommand) return dialProxyCommand(settings, signal);
    const last = settings.jumps.at(-1);
    if (!last) return dialTcp(settings, signal);
    const jump = await jumpSettings(last, settings.jumps.slice(0, -1), signal);
    const connection = await dialAndLogIn(jump, prompts, signal, depth + 1);
    return throughJump(connection, settings);
  }

  /** A hop is reached by the hops before it, or, the first, by what its own configuration says. */
  async function jumpSettings(jump: Jump, before: Jump[], signal?: AbortSignal): Promise<Settings> {
    const settings = await resolveAddress(jump, { ...options, identityFile: undefined }, signal);
    return before.length > 0 ? { ...settings, jumps: before, proxyCommand: undefined } : settings;
  }

  async function machineOf(address: Address, prompts?: SshPrompts, signal?: AbortSignal) {
    if (disposed) throw new HostError('cancelled', 'The connections were closed.');
    const settings = await resolveAddress(address, options, signal);
    const key = `${labelOf(settings)} ${settings.hostname}`;
    let machine = machines.get(key);
    if (!machine) {
      const made: Machine = {
        sessions: createSessions(labelOf(settings), async (connectSignal) => {
          const connection = await dialAndLogIn(settings, made.prompts, connectSignal);
          connected.add(addressKey(address));
          return connection;
        }),
      };
      machine = made;
      machines.set(key, made);
    }
    if (prompts) machine.prompts = prompts;
    return { machine, settings };
  }

  return {
    async connect(address, { prompts, signal } = {}) {
      const { machine, settings } = await machineOf(address, prompts, signal);
      await machine.sessions.connect(signal);
      connected.add(addressKey(address));
      return hostOver(labelOf(settings), settings.user, machine.sessions);
    },
    async connectFresh(address, { prompts, signal } = {}) {
      const settings = await resolveAddress(address, options, signal);
      const connection = await dialAndLogIn(settings, prompts, signal);
      let used = false;
      const sessions = createSessions(labelOf(settings), async () => {
        if (used) throw new HostError('lost', `The connection to ${labelOf(settings)} was lost.`);
        used = true;
        return connection;
      });
      await sessions.connect(signal);
      return { ...hostOver(labelOf(settings), settings.user, sessions), close: () => sessions.close() };
    },
    wasConnected: (address) => connected.has(addressKey(address)),
    dispose() {
      disposed = true;
      for (const { sessions } of machines.values()) sessions.close();
      machines.clear();
      shared.passwords.clear();
      shared.keyring.clear();
    },
  };
}

function addressKey({ host, port, user }: Address): string {
  return JSON.stringify([host, port, user]);
}

async function throughJump(jump: Connection, settings: Settings): Promise<Dialled> {
  try {
    const stream = await jump.tunnel(settings.hostname, settings.port);
    stream.on('error', () => {});
    stream.on('close', () => jump.close());
    return { stream, said: () => '', close: () => jump.close() };
  } catch (error) {
    jump.close();
    throw new HostError(
      'unreachable',
      `${jump.label} does not reach ${settings.hostname} port ${settings.port}: ${(error as Error).message}. ` +
        `Check the address of ${labelOf(settings)} and that the jump host allows forwarding.`,
      { cause: error },
    );
  }
}
