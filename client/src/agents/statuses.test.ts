import { describe, expect, it } from 'vitest';
import type { Agent, AgentState } from '../../../protocol/src/agents.ts';
import { createStatuses, type StatusSource } from './statuses.ts';

const agent = (name: string, host?: string): Agent => ({
  id: `hercules-ci:${name}`,
  name,
  group: '',
  kind: 'hercules-ci',
  workspace: '/w',
  ...(host && { host }),
  secrets: [],
  definedAt: [],
  provenance: {},
});

function setup(options: { known?: string[]; state?: (agent: Agent) => AgentState | Error } = {}) {
  const known = new Set(options.known ?? []);
  const clock = { now: 0 };
  const reads: { names: string[]; ask: boolean }[] = [];
  const failures: string[] = [];
  let changes = 0;
  const source: StatusSource = {
    async read(agents, { ask }) {
      reads.push({ names: agents.map(({ name }) => name), ask });
      return agents.map((each) => {
        const state = options.state?.(each) ?? 'healthy';
        if (state instanceof Error) throw state;
        return { id: each.id, name: each.name, state };
      });
    },
    isKnown: ({ host }) => known.has(host ?? ''),
    remember: async ({ host }) => void known.add(host ?? ''),
    now: () => clock.now,
    changed: () => changes++,
    failed: (machine) => failures.push(machine),
  };
  return { statuses: createStatuses(source), reads, clock, known, failures, changes: () => changes };
}

describe('the states of agents', () => {
  it('contacts only machines that were connected to before', async () => {
    const { statuses, reads } = setup({ known: ['a.example'] });
    const [a, b] = [agent('a', 'a.example'), agent('b', 'b.example')];
    await statuses.refresh([a, b], 'background');
    await statuses.refresh([a, b], 'command');
    expect(reads.flatMap(({ names }) => names)).toEqual(['a', 'a']);
    expect(statuses.look(a)).toMatchObject({ kind: 'read', status: { state: 'healthy' } });
    expect(statuses.look(b)).toEqual({ kind: 'not-connected' });
  });

  it('asks the person only when told to, and then knows the machine', async () => {
    const { statuses, reads, known } = setup();
    const a = agent('a', 'a.example');
    await statuses.refresh([a], 'ask');
    expect(reads).toEqual([{ names: ['a'], ask: true }]);
    expect([...known]).toEqual(['a.example']);
    await statuses.refresh([a], 'background');
    expect(reads[1]).toEqual({ names: ['a'], ask: false });
  });

  it('runs one command for all agents of a machine', async () => {
    const { statuses, reads } = setup({ known: ['a.example'] });
    await statuses.refresh([agent('one', 'a.example'), agent('two', 'a.example')], 'background');
    expect(reads).toEqual([{ names: ['one', 'two'], ask: false }]);
  });

  it('joins a read that is under way', async () => {
    const { statuses, reads } = setup({ known: ['a.example'] });
    const a = agent('a', 'a.example');
    await Promise.all([statuses.refresh([a], 'background'), statuses.refresh([a], 'command')]);
    expect(reads).toHaveLength(1);
  });

  it('leaves a machine that does not answer alone for a growing while, but not when asked to look', async () => {
    const { statuses, reads, clock } = setup({ known: ['a.example'], state: () => 'unreachable' });
    const a = agent('a', 'a.example');
    await statuses.refresh([a], 'background');
    await statuses.refresh([a], 'background');
    expect(reads).toHaveLength(1);
    clock.now += 60_000;
    await statuses.refresh([a], 'background');
    expect(reads).toHaveLength(2);
    clock.now += 60_000;
    await statuses.refresh([a], 'background');
    expect(reads).toHaveLength(2);
    await statuses.refresh([a], 'command');
    expect(reads).toHaveLength(3);
  });

  it('does not remember a machine that was not reached', async () => {
    const { statuses, known } = setup({ state: () => 'untrusted' });
    const a = agent('a', 'a.example');
    await statuses.refresh([a], 'ask');
    expect([...known]).toEqual([]);
    expect(statuses.look(a)).toMatchObject({ kind: 'read', status: { state: 'untrusted' } });
  });

  it('keeps the last state when a read fails for another reason', async () => {
    let state: AgentState | Error = 'healthy';
    const { statuses, failures } = setup({ known: ['a.example'], state: () => state });
    const a = agent('a', 'a.example');
    await statuses.refresh([a], 'command');
    state = new Error('out of memory');
    await statuses.refresh([a], 'command');
    expect(statuses.look(a)).toMatchObject({ kind: 'read', status: { state: 'healthy' } });
    expect(failures).toEqual(['a.example']);
  });

  it('says of an agent without a host that it has none, and contacts nothing', async () => {
    const { statuses, reads } = setup();
    const a = agent('a');
    await statuses.refresh([a], 'ask');
    expect(reads).toEqual([]);
    expect(statuses.look(a)).toMatchObject({ status: { state: 'no-address' } });
  });
});
