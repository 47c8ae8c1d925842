import type { Agent, AgentStatus } from '../../../protocol/src/agents.ts';
import type { HostPool } from '../ssh/pool.ts';
import type { SshPrompts } from '../ssh/prompts.ts';

/** The state of each agent, in the order given, by one command a machine. What keeps a host from answering is a state and not an exception. */
export declare function statusOf(
  agents: Agent[],
  options: { pool: HostPool; ssh?: SshPrompts; signal?: AbortSignal },
): Promise<AgentStatus[]>;
