import { expect, test } from 'vitest';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEvent } from '../../../protocol/src/journal.ts';
import { lost } from '../ssh/explain.ts';
import type { HostPool } from '../ssh/pool.ts';
import { type JournalRequest, journalOf } from './follow.ts';

const agent: Agent = {
  ...{ id: 'hercules-ci:agent', name: 'agent', group: '', kind: 'hercules-ci', workspace: '/w' },
  ...{ secrets: [], definedAt: [], provenance: {} },
};

/** What is told until a connection is to be made again. */
async function told(request: JournalRequest, connect: () => Promise<unknown>) {
  const pool = { connect } as unknown as HostPool;
  const controller = new AbortController();
  const events: JournalEvent[] = [];
  for await (const event of journalOf(agent, request, { pool, signal: controller.signal })) {
    events.push(event);
    if (event.kind === 'state' && event.state.state === 'reconnecting') controller.abort();
  }
  return events;
}

test('does not speak of a next command where it connects again by itself', async () => {
  const events = await told({ follow: true }, () => Promise.reject(lost('root@203.0.113.10')));
  const reason = 'The connection to root@203.0.113.10 was lost.';
  expect(events.at(-1)).toMatchObject({ state: { state: 'reconnecting', reason } });
});
