import { howToAddress } from '../../../hosts/src/host/address.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import { CommandError } from '../exit.ts';

/** @throws CommandError that says what to add where nothing says at which address an agent is */
export function requireAddress(agent: Agent): void {
  if (!agent.host) throw new CommandError(`${agent.id}: ${howToAddress(agent)}`);
}
