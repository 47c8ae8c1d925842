import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { type Host, HostError } from '../ssh/host.ts';
import { recorded, type TranscriptEntry, transcriptText } from './transcript.ts';

const host: Host = {
  label: 'root@host',
  user: 'root',
  run: async (script) => {
    if (script === 'lost') throw new HostError('lost', 'gone');
    return { stdout: '', stderr: '', exit: 3 };
  },
  start: async () => ({
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    ended: Promise.resolve({ exit: 0, stderr: '' }),
    close: () => {},
  }),
};

test('tells every command with its exit status and its time, and nothing of its input', async () => {
  const entries: TranscriptEntry[] = [];
  const told = recorded(host, (entry) => entries.push(entry));
  await told.run('echo "$1"', { args: ["it's"], root: true, input: Buffer.from('secret') });
  await expect(told.run('lost')).rejects.toThrow('gone');
  const process = await told.start('echo "$1"');
  await process.ended;
  await Promise.resolve();
  expect(entries.map(({ script, args, root, exit }) => [script, args, root, exit])).toEqual([
    ['echo "$1"', ["it's"], true, 3],
    ['lost', [], false, null],
    ['echo "$1"', [], false, 0],
  ]);
  const text = transcriptText(entries)
    .replace(/\d{4}-\S+Z/g, 'TIME')
    .replace(/\d+ ms/g, 'N ms');
  expect(text).toBe(`TIME  root@host (root)  exit 3  N ms  script 1 "it's"
TIME  root@host  lost  N ms  script 2
TIME  root@host  exit 0  N ms  script 1

# script 1
echo "$1"

# script 2
lost
`);
});

test('is the host itself where nobody listens', () => {
  expect(recorded(host)).toBe(host);
});
