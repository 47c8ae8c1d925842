import { expect, it } from 'vitest';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { Explained } from './explain.ts';
import { createReported, type Report } from './reported.ts';
import { entry } from './testing.ts';

const agent = { id: 'hercules-ci:agent', name: 'agent', host: 'ci.example.org' } as Agent;
const fatal = 'hercules-ci-agent: FatalError {fatalErrorMessage = "Error in $: key \\"publicKeys\\" not found"}';

it('a failure that a file causes stands on it until the agent is well again', () => {
  let explained: Explained = { pending: true, explanations: [], hint: undefined, deeds: new Map() };
  let reports: Report[] = [];
  let doubts = 0;
  const reported = createReported({ of: () => explained, doubt: () => doubts++ }, (next) => {
    reports = next;
  });
  reported.seen(agent, [entry('Starting it.'), entry(fatal), entry('agent.service: Failed.')]);
  expect(reports).toEqual([]);
  explained = {
    ...explained,
    pending: false,
    explanations: [{ state: 'present', message: 'No publicKeys.', actions: [] }],
    deeds: new Map([['open-0', { do: 'open', path: '/w/binary-caches.json', line: 2, character: 4 }]]),
  };
  reported.refresh();
  expect(reports).toEqual([
    {
      path: '/w/binary-caches.json',
      line: 2,
      character: 4,
      message: 'Reported by ci.example.org: Error in $: key "publicKeys" not found',
    },
  ]);
  reported.seen(agent, [entry('[x] Starting task')]);
  expect(reports).toHaveLength(1);
  reported.seen(agent, [entry(fatal), entry('[2026-11-23 04:00:01][Agent][Info] Agent online.')]);
  expect(reports).toEqual([]);
  expect(doubts).toBe(1);
  reported.seen(agent, [entry(fatal)]);
  expect(reports).toHaveLength(1);
  reported.keep([]);
  expect(reports).toEqual([]);
});
