import type { Agent } from '../../../protocol/src/agents.ts';
import { nearest } from '../arguments.ts';
import { CommandError } from '../exit.ts';

/**
 * The agents that are meant by names, each once and in the order given; all where no name is given. An agent is named by
 * its id, its name, or the end of its id from a `/` or with its kind before it: `staging/agent`, `cachix-deploy:agent`.
 * @throws CommandError when a name means no agent, or several
 */
export function agentsNamed(names: readonly string[], agents: readonly Agent[]): Agent[] {
  if (names.length === 0) return [...agents];
  return [...new Set(names.map((name) => agentNamed(name, agents)))];
}

function agentNamed(name: string, agents: readonly Agent[]): Agent {
  const exact = agents.find(({ id }) => id === name);
  if (exact) return exact;
  const meant = agents.filter((agent) => isMeant(agent, name));
  const [only] = meant;
  if (meant.length === 1 && only) return only;
  if (meant.length > 1) {
    throw new CommandError(`"${name}" means ${meant.length} agents. Give more of the id:\n${listed(meant)}`);
  }
  if (agents.length === 0) throw new CommandError(`There is no agent "${name}": the workspace defines none.`);
  const near = nearest(name, [...agents.map((agent) => agent.name), ...agents.map(({ id }) => id)]);
  throw new CommandError(
    `There is no agent "${name}".${near ? ` Did you mean ${near}?` : ''} There are:\n${listed(agents)}`,
  );
}

function isMeant({ id, kind, name }: Agent, wanted: string): boolean {
  if (wanted === name) return true;
  const prefix = `${kind}:`;
  const path = id.slice(prefix.length);
  const rest = wanted.startsWith(prefix) ? wanted.slice(prefix.length) : wanted;
  return rest !== '' && (path === rest || path.endsWith(`/${rest}`));
}

function listed(agents: readonly Agent[]): string {
  return agents.map(({ id }) => `  ${id}`).join('\n');
}
