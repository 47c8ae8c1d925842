import { expect, it } from 'vitest';
import type { Agent } from '../../../protocol/src/agents.ts';
import { createHistory } from './history.ts';
import { createTail } from './tail/tail.ts';
import { entry } from './testing.ts';

const agent = { id: 'a', name: 'a' } as Agent;

function setUp(journal: number, budget?: number) {
  const tail = createTail(budget);
  tail.append('a', [entry('now', journal)]);
  const failures: unknown[] = [];
  let fail: Error | undefined;
  const history = createHistory(
    tail,
    {
      async before(_, cursor, lines) {
        if (fail) throw fail;
        const end = Number(cursor.slice(1));
        const start = Math.max(0, end - lines);
        return Array.from({ length: end - start }, (_, n) => entry(`line ${start + n}`, start + n));
      },
    },
    { state: () => undefined, grown: () => undefined, failed: (error) => failures.push(error) },
  );
  return { tail, history, failures, failWith: (error?: Error) => (fail = error) };
}

it('older pages stand in front of what is there, until the journal begins', async () => {
  const { tail, history } = setUp(5000);
  await history.page([agent]);
  expect(history.state).toBe('some');
  expect(tail.lane('a').first).toBe(-2000);
  await history.page([agent]);
  await history.page([agent]);
  expect(history.state).toBe('none');
  const lane = tail.lane('a');
  expect(lane.first).toBe(-5000);
  for (let number = lane.first; number < lane.end; number++) expect(lane.timeOf(number)).toBe(number + 5000);
});

it('a time is reached by as many pages as it takes', async () => {
  const { tail, history } = setUp(50_000);
  expect(await history.reach([agent], 31_000, new AbortController().signal)).toBe(true);
  expect(tail.lane('a').timeOf(tail.lane('a').first)).toBe(30_000);
});

it('says when there is no room, and when the host does not answer', async () => {
  const full = setUp(5000, 150_000);
  await full.history.page([agent]);
  expect(full.history.state).toBe('full');
  const failing = setUp(5000);
  failing.failWith(new Error('The connection was lost.'));
  await failing.history.page([agent]);
  expect(failing.failures).toHaveLength(1);
  expect(failing.history.state).toBe('some');
});
