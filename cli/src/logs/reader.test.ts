import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { HostPool } from '../../../hosts/src/ssh/pool.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import { styleOf, type Terminal } from '../terminal.ts';
import { createReader } from './reader.ts';

const agent: Agent = {
  ...{ id: 'hercules-ci:agent', name: 'agent', kind: 'hercules-ci', group: '', workspace: '/w' },
  ...{ secrets: [], definedAt: [], provenance: {} },
};
const entry = '__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1\n_BOOT_ID=b\nPRIORITY=6\nMESSAGE=once\n\n';

it.each([
  ['with a filter', () => true],
  ['without one', undefined],
])('shows what a unit wrote before it was removed, and says that it is gone, %s', async (_name, filter) => {
  // A stand-in for a host whose journal outlived the unit.
  const host = {
    label: 'root@203.0.113.10',
    start: async () => ({
      stdout: Readable.from([Buffer.from(`missing from s=1;i=2\n${entry}`)]),
      ended: Promise.resolve({ exit: 0, stderr: '' }),
      close: () => undefined,
    }),
  };
  const pool = { connect: async () => host } as unknown as HostPool;
  const notes: string[] = [];
  const style = styleOf(false);
  const terminal: Terminal = {
    ...{ out: style, err: style, columns: undefined, interactive: false },
    write: async () => undefined,
    note: (text) => void notes.push(text),
  };
  const reader = createReader(
    agent,
    async () => '',
    { pool, signal: new AbortController().signal },
    { terminal, verbose: false },
  );
  const entries = await reader.backlog({ lines: 1, filter });
  expect(entries.map(({ message }) => message)).toEqual(['once']);
  expect(notes).toEqual([
    expect.stringContaining('There is no unit hercules-ci-agent.service on root@203.0.113.10. Install'),
  ]);
  expect(reader.status()).toBe(1);
});
