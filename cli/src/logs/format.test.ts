import { expect, it } from 'vitest';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEntry } from '../../../protocol/src/journal.ts';
import { styleOf } from '../terminal.ts';
import { isoTime, jsonPrinter, textPrinter } from './format.ts';

const agent: Agent = {
  id: 'hercules-ci:agent',
  name: 'agent',
  kind: 'hercules-ci',
  group: '',
  workspace: '/w',
  secrets: [],
  definedAt: [],
  provenance: {},
};
const entry: JournalEntry = {
  cursor: 's=1;i=2',
  timeMicros: '1763873402123456',
  unit: 'hercules-ci-agent.service',
  pid: 12,
  severity: 'error',
  message: 'one\ntwo \x1b[2J',
  bootId: 'b',
};
const insight = { id: 'known', explanation: 'It is so.', advice: 'Do this.' };

it('tells the time to the microsecond', () => {
  expect(isoTime('1763873402123456')).toBe('2025-11-23T04:50:02.123456Z');
  expect(isoTime('1')).toBe('1970-01-01T00:00:00.000001Z');
});

it('prints one JSON object a line, with the fields of the contract', async () => {
  const plain = await jsonPrinter(agent, async () => undefined)([entry, { ...entry, pid: undefined }]);
  const [first, second] = plain
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(first).toEqual({
    agent: 'hercules-ci:agent',
    time: '2025-11-23T04:50:02.123456Z',
    cursor: 's=1;i=2',
    unit: 'hercules-ci-agent.service',
    pid: 12,
    severity: 'error',
    message: 'one\ntwo \x1b[2J',
  });
  expect(second).not.toHaveProperty('pid');
  expect(JSON.parse(await jsonPrinter(agent, async () => insight)([entry]))).toMatchObject({ insight });
});

it('prints for a person, and explains the same line once', async () => {
  const cause = { state: 'present' as const, path: 'a.json', line: 3, column: 5, message: 'It is wrong.' };
  const print = textPrinter(agent, async () => ({ ...insight, causes: [cause] }), true, styleOf(false));
  const [head, ...rest] = (await print([entry, entry])).split('\n');
  expect(head).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.123 hercules-ci:agent hercules-ci-agent\[12\]: one$/);
  expect(rest).toEqual([
    '    two ',
    '    → It is so. Do this.',
    '    → a.json:3:5: It is wrong.',
    head,
    '    two ',
    '',
  ]);
});
