import { expect, it } from 'vitest';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEvent } from '../../../protocol/src/journal.ts';
import { createStreams } from './streams.ts';
import { createTail } from './tail/tail.ts';
import { entry } from './testing.ts';

const agentOf = (name: string) =>
  ({ id: `hercules-ci:${name}`, name, host: '203.0.113.1', user: 'root', port: 2222 }) as Agent;

/** Journals that a test writes into. */
function journals() {
  const events = new Map<string, JournalEvent[]>();
  const requests: { agent: string; after: string | undefined; signal: AbortSignal }[] = [];
  async function* follow(agent: Agent, { after }: { after?: string }, signal: AbortSignal) {
    requests.push({ agent: agent.name, after, signal });
    const mine = events.get(agent.name) ?? [];
    events.set(agent.name, mine);
    while (!signal.aborted) {
      const next = mine.shift();
      if (next) yield next;
      else await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  const say = (name: string, ...more: JournalEvent[]) => events.set(name, [...(events.get(name) ?? []), ...more]);
  return { follow, requests, say };
}

it('streams fill the tail, tell their states, and go on after the last line when tried again', async () => {
  const { follow, requests, say } = journals();
  const tail = createTail();
  const streams = createStreams(tail, { follow }, { entries: () => undefined, state: () => undefined });
  const [one, two] = [agentOf('one'), agentOf('two')];
  say(
    'one',
    { kind: 'state', state: { state: 'connected' } },
    { kind: 'entries', entries: [entry('a', 1), entry('b', 2)] },
    { kind: 'gap', reason: 'Rotated.' },
    { kind: 'entries', entries: [entry('c', 3)] },
    { kind: 'state', state: { state: 'failed', reason: 'No more.', reachable: true } },
  );
  streams.choose([one, two]);
  await expect.poll(() => streams.agents[0]?.state).toBe('failed');
  expect(streams.agents[0]).toMatchObject({ machine: 'root@203.0.113.1:2222', lastEntry: 3, reason: 'No more.' });
  expect(tail.lane(one.id).length).toBe(3);
  expect([...tail.lane(one.id).gaps]).toEqual([[2, 'Rotated.']]);

  streams.retry();
  await expect.poll(() => requests.filter(({ agent }) => agent === 'one').at(-1)?.after).toBe('c3');
  expect(requests[0]?.signal.aborted).toBe(true);

  streams.choose([two]);
  expect(streams.agents.map(({ name }) => name)).toEqual(['two']);
  expect(tail.lane(one.id).length).toBe(0);
  expect(requests.filter(({ agent }) => agent === 'two')).toHaveLength(1);
  streams.dispose();
});
