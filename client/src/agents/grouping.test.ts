import { describe, expect, it } from 'vitest';
import type { Agent, AgentState } from '../../../protocol/src/agents.ts';
import { herculesAgent, reader } from '../testing.ts';
import { failingAgents, groupAgents } from './grouping.ts';
import type { Look } from './statuses.ts';

const agent = (name: string, more: Partial<Agent> = {}): Agent => ({
  ...herculesAgent,
  id: `hercules-ci:${name}`,
  name,
  ...more,
});
const states: Record<string, AgentState> = { a: 'healthy', b: 'failing' };
const look = ({ id, name }: Agent): Look => {
  const state = states[name];
  return state ? { kind: 'read', at: 0, status: { id, name, state } } : { kind: 'not-connected' };
};
const names = { l10n: reader.l10n, folderName: (folder: string) => folder.split('/').at(-1) ?? '' };
const labels = (groups: ReturnType<typeof groupAgents>) =>
  groups?.map(({ label, agents }) => [label, agents.map(({ name }) => name)]);

describe('the groups of the tree', () => {
  const agents = [agent('a'), agent('b', { group: 'staging', host: 'b' }), agent('c', { group: 'staging' })];

  it('are the folders that define agents, and none where there is one folder', () => {
    expect(labels(groupAgents(agents, 'deployment', look, names))).toEqual([
      ['mycompany-agents', ['a']],
      ['staging', ['b', 'c']],
    ]);
    expect(groupAgents([agent('a')], 'deployment', look, names)).toBeUndefined();
  });

  it('are machines, or states with the worst on top', () => {
    expect(labels(groupAgents(agents, 'machine', look, names))).toEqual([
      ['root@203.0.113.10', ['a', 'c']],
      ['root@b', ['b']],
    ]);
    expect(labels(groupAgents(agents, 'state', look, names))).toEqual([
      ['failing', ['b']],
      ['healthy', ['a']],
      ['not connected', ['c']],
    ]);
  });

  it('are counted on the badge where agents fail', () => {
    expect(failingAgents(agents, look).map(({ name }) => name)).toEqual(['b']);
  });
});
