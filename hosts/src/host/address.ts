import type { Agent } from '../../../protocol/src/agents.ts';

/** What to add where nothing says at which address an agent is. */
export function howToAddress(agent: Pick<Agent, 'name' | 'kind' | 'group'>): string {
  const inventory = agent.group ? `${agent.group}/nix-agents.json` : 'nix-agents.json';
  const entry = JSON.stringify({ agents: { [agent.name]: { kind: agent.kind, host: 'ADDRESS' } } });
  const where = agent.kind === 'hercules-ci' ? 'Set deployment.targetHost in its network, or add it to' : 'Add it to';
  return `Nothing says where this agent is. ${where} ${inventory}: ${entry}`;
}
