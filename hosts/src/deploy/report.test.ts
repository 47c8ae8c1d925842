import { expect, test } from 'vitest';
import type { DeployStep, Plan, PlannedFile } from '../../../protocol/src/plan.ts';
import { outcomeOf } from './report.ts';
import type { RunEnd } from './run.ts';
import { readHostLine } from './steps.ts';

const file = { name: 'binary-caches.json', change: 'replace' } as PlannedFile;
const plan = {
  machine: 'root@host',
  service: { manager: 'systemd', name: 'hercules-ci-agent.service' },
  files: [file, { ...file, name: 'secrets.json', change: 'none' }],
  restart: { when: 'now', reason: '' },
} as Plan;
const failed = (step: string, detail: string): DeployStep[] => [{ agent: 'a', step, state: 'failed', detail }];

test.each<[RunEnd, DeployStep[], string, string]>([
  [{ end: 'deployed', detail: '' }, [], 'deployed', '1 file deployed to root@host; the agent is online.'],
  [
    { end: 'rolled-back', detail: 'The old files are back and the agent runs.' },
    failed('health', 'x.service does not stay up.'),
    'rolled-back',
    'x.service does not stay up. The old files are back and the agent runs.',
  ],
  [
    { end: 'rolled-back', detail: 'Cancelled. The old files are back.' },
    [],
    'rolled-back',
    'Cancelled. The old files are back.',
  ],
  [
    { end: 'failed', detail: '' },
    failed('check', 'The agent refuses the new files: no'),
    'failed',
    'The agent refuses the new files: no. Nothing was changed on root@host.',
  ],
  [{ end: 'failed', detail: 'Cancelled. ' }, [], 'failed', 'Cancelled. Nothing was changed on root@host.'],
  [
    { end: 'failed', detail: 'The old files could not be put back.' },
    [...failed('health', 'Silent.'), ...failed('undo', 'The old files could not be put back.')],
    'failed',
    'Silent. The old files could not be put back.',
  ],
  [
    { end: 'refused', detail: '' },
    failed('send', 'Another deployment of this agent is running.'),
    'failed',
    'Another deployment of this agent is running. Nothing was changed on root@host.',
  ],
  [{ end: 'interrupted', detail: '' }, [], 'failed', 'root@host went down in the middle of the deployment.'],
  [
    { end: 'lost', detail: 'No route.' },
    [],
    'failed',
    'The connection to root@host was lost: the host finishes or undoes the deployment by itself. No route.',
  ],
])('says how a run came out: %j', (end, steps, result, summary) => {
  expect(outcomeOf(plan, end, steps)).toMatchObject({ result, summary });
});

test('says what a repaired cache does not mend by itself, and what a restart is still wanted for', () => {
  const deployed: RunEnd = { end: 'deployed', detail: '' };
  expect(outcomeOf(plan, deployed, []).next).toContain('until they are rebuilt');
  expect(outcomeOf({ ...plan, restart: { when: 'never', reason: '' } }, deployed, []).next).toContain(
    'Restart the agent',
  );
});

test.each([
  [
    'nix-agents 0a1b health done 480 Agent online.',
    { kind: 'step', step: 'health', state: 'done', ms: 480, detail: 'Agent online.' },
  ],
  ['nix-agents 0a1b end rolled-back 0', { kind: 'end', end: 'rolled-back', ms: 0, detail: '' }],
  ['nix-agents ffff end deployed 0', undefined],
  ['nix-agents 0a1b end gone 0', undefined],
  ['nix-agents 0a1b health exploded 0', undefined],
  ['Started hercules-ci-agent.service', undefined],
])('reads %j', (line, read) => {
  expect(readHostLine(line, '0a1b')).toEqual(read);
});
