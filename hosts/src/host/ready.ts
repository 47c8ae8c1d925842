import type { Agent } from '../../../protocol/src/agents.ts';

/** What an agent logs when it has reached its service and waits for work. */
export function readyMessage(agent: Pick<Agent, 'kind'>): string {
  return agent.kind === 'hercules-ci' ? 'Agent online.' : 'Agent registered.';
}
