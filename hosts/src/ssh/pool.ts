import type { Agent } from '../../../protocol/src/agents.ts';
import type { Connection } from './connection.ts';
import { type Host, HostError, type HostErrorKind } from './host.ts';
import { hostOver } from './machine.ts';
import type { SshPrompts } from './prompts.ts';
import { connectRoute, labelsOf, type Route, resolveRoute } from './route.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { labelOf } from './settings.ts';
import type { Memory } from './ssh2Connection.ts';
import type { Transport } from './transport.ts';

/** What a caller with prompts may get over where one without may not. */
const ASKABLE = new Set<HostErrorKind>(['untrusted', 'refused-login']);

export interface SshOptions {
  /** `ssh -F` */
  configFile?: string;
  /** Stands for the user's and the global known_hosts file. */
  knownHostsFile?: string;
  /** Implies IdentitiesOnly. */
  identityFile?: string;
  /** Remember a new host key without asking. A changed key is refused all the same. */
  acceptNewHostKey?: boolean;
  /** What speaks SSH; default `auto`: ssh2, and the system's ssh where the configuration needs what ssh2 cannot do. */
  transport?: 'auto' | Transport;
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

interface Machine {
  sessions: Sessions;
  /** Of the last caller that has any: a connection that is made anew may ask them. */
  prompts?: SshPrompts;
  /** Whether the last attempt to connect could ask someone. */
  couldAsk: boolean;
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

  /** The machine of a route, with the jump hosts that it shares with others. */
  function machineOf(route: Route, prompts?: SshPrompts): Machine {
    const key = JSON.stringify(labelsOf(route));
    const known = machines.get(key);
    const machine: Machine = known ?? {
      couldAsk: false,
      sessions: createSessions(labelOf(route.settings), (signal) => {
        machine.couldAsk = machine.prompts !== undefined;
        const jump = route.jump && machineOf(route.jump, machine.prompts);
        return connectRoute(
          route,
          memoryWith(machine.prompts),
          jump && (() => jump.sessions.connect(signal)),
          options,
          signal,
        );
      }),
    };
    machines.set(key, machine);
    if (prompts) machine.prompts = prompts;
    return machine;
  }

  function memoryWith(prompts?: SshPrompts): Memory {
    return { ...shared, ...(prompts ? { prompts } : {}) };
  }

  /** A connection over connections of its own to every jump host. */
  async function connectAlone(route: Route, memory: Memory, signal?: AbortSignal): Promise<Connection> {
    const { jump } = route;
    if (!jump) return connectRoute(route, memory, undefined, options, signal);
    const made = await connectAlone(jump, memory, signal);
    try {
      const connection = await connectRoute(route, memory, async () => made, options, signal);
      void connection.closed.then(() => made.close());
      return connection;
    } catch (error) {
      made.close();
      throw error;
    }
  }

  return {
    async connect(address, { prompts, signal } = {}) {
      if (disposed) throw new HostError('cancelled', 'The connections were closed.');
      const route = await resolveRoute(address, options, signal);
      const machine = machineOf(route, prompts);
      const { sessions } = machine;
      try {
        await sessions.connect(signal);
      } catch (error) {
        // The attempt that was joined may have been one of a caller that cannot be asked.
        if (!prompts || machine.couldAsk || !(error instanceof HostError) || !ASKABLE.has(error.kind)) throw error;
        await sessions.connect(signal);
      }
      connected.add(addressKey(address));
      return hostOver(labelOf(route.settings), route.settings.user, sessions);
    },
    async connectFresh(address, { prompts, signal } = {}) {
      const route = await resolveRoute(address, options, signal);
      const label = labelOf(route.settings);
      const connection = await connectAlone(route, memoryWith(prompts), signal);
      let given = false;
      const sessions = createSessions(label, async () => {
        if (given) throw new HostError('lost', `The connection to ${label} was lost.`);
        given = true;
        return connection;
      });
      await sessions.connect(signal);
      connected.add(addressKey(address));
      return { ...hostOver(label, route.settings.user, sessions), close: () => sessions.close() };
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
