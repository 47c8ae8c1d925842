import type { Agent } from '../../../protocol/src/agents.ts';
import type { Host } from './host.ts';
import type { SshPrompts } from './prompts.ts';

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

export declare function createHostPool(options?: SshOptions): HostPool;
