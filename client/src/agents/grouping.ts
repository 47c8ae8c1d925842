import { posix } from 'node:path';
import type { Agent, AgentState } from '../../../protocol/src/agents.ts';
import { groupBy } from '../group.ts';
import { agentIcon, type Icon, type L10n, stateName } from './describe.ts';
import { machineOf } from './machine.ts';
import type { Look } from './statuses.ts';

export const groupings = ['deployment', 'machine', 'state'] as const;
/** What the tree groups agents by; a deployment is the folder of the files that define them. */
export type Grouping = (typeof groupings)[number];

export interface AgentGroup {
  /** Unique among the groups of one grouping. */
  key: string;
  label: string;
  icon: Icon;
  agents: Agent[];
}

/** Worst first: what needs a person is on top. */
const stateOrder: readonly (AgentState | 'not-connected')[] = [
  'failing',
  'not-installed',
  'untrusted',
  'unreachable',
  'unknown',
  'stopped',
  'starting',
  'healthy',
  'not-connected',
  'no-address',
];

/** The groups of agents, or nothing where one group would hold all that there are. */
export function groupAgents(
  agents: readonly Agent[],
  grouping: Grouping,
  look: (agent: Agent) => Look,
  { l10n, folderName }: { l10n: L10n; folderName(folder: string): string },
): AgentGroup[] | undefined {
  switch (grouping) {
    case 'deployment': {
      const groups = groupBy(agents, ({ workspace, group }) => posix.join(workspace, group));
      if (groups.size <= 1) return undefined;
      return [...groups].map(([key, those]) => ({
        key,
        label: folderName(key),
        icon: { id: 'folder' },
        agents: those,
      }));
    }
    case 'machine': {
      const groups = groupBy(agents, (agent) => (agent.host ? machineOf(agent) : ''));
      return [...groups].map(([key, those]) => ({
        key,
        label: key || l10n.t('No host'),
        icon: { id: key ? 'server' : 'question' },
        agents: those,
      }));
    }
    case 'state': {
      const groups = groupBy(agents, (agent) => stateOf(look(agent)));
      const sorted = [...groups].sort(([a], [b]) => stateOrder.indexOf(a) - stateOrder.indexOf(b));
      return sorted.map(([key, those]) => ({
        key,
        label: key === 'not-connected' ? l10n.t('not connected') : stateName(key, l10n),
        icon: those[0] ? agentIcon(look(those[0])) : { id: 'question' },
        agents: those,
      }));
    }
  }
}

function stateOf(look: Look): AgentState | 'not-connected' {
  if (look.kind === 'not-connected') return 'not-connected';
  return (look.kind === 'read' ? look.status : look.last)?.state ?? 'not-connected';
}

/** The agents that a person should look at: what the view's badge counts. */
export function failingAgents(agents: readonly Agent[], look: (agent: Agent) => Look): Agent[] {
  return agents.filter((agent) => stateOf(look(agent)) === 'failing');
}
