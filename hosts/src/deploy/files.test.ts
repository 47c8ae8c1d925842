import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Agent, SecretFile } from '../../../protocol/src/agents.ts';
import type { CheckAnswer } from '../../../protocol/src/knowledge.ts';
import { readFiles } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'nix-agents-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'a.json'), '{}');
writeFileSync(join(folder, 'huge'), '');
truncateSync(join(folder, 'huge'), 50_000_000);
execFileSync('mkfifo', [join(folder, 'pipe')]);

const read = (secret: Partial<SecretFile>, answers: CheckAnswer[] = []) => {
  const agent: Agent = {
    ...{ id: 'hercules-ci:agent', name: 'agent', group: '', kind: 'hercules-ci', workspace: folder },
    ...{ definedAt: [], provenance: {} },
    secrets: [{ name: 'a.json', source: 'a.json', ...secret }],
  };
  return readFiles(agent, { check: async () => answers.shift() ?? { state: 'unclaimed', unsaved: false } });
};

test('reads a file once, with its hash and what there is to say of it', async () => {
  const sha256 = createHash('sha256').update('{}').digest('hex');
  const [file] = await read({ destination: '/srv/a.json' }, [
    { state: 'changed' },
    { state: 'unclaimed', unsaved: true },
  ]);
  expect(file).toMatchObject({ name: 'a.json', sha256, size: 2, declared: '/srv/a.json', unsaved: true, findings: [] });
  expect(file!.content.toString()).toBe('{}');
});

test.each<[Partial<SecretFile>, string]>([
  [{ source: 'missing.json' }, 'missing.json does not exist.'],
  [{ source: '.' }, '. is a folder.'],
  [{ source: 'pipe' }, 'pipe is no file with a content, but a pipe, a socket or a device.'],
  [{ source: '/dev/zero' }, '/dev/zero is no file with a content, but a pipe, a socket or a device.'],
  [{ source: 'huge' }, 'huge is 50 MB large, which no file of an agent is.'],
  [{ name: '../x' }, '"../x" cannot be the name of a file on a host.'],
  [{ name: '..' }, '".." cannot be the name of a file on a host.'],
  [{ destination: 'relative' }, '"relative", where a.json is to go, is no absolute path of a file.'],
  [{ destination: '/a\nb' }, '"/a\\nb", where a.json is to go, is no absolute path of a file.'],
])('says what is wrong with %j', async (secret, message) => {
  await expect(read(secret)).rejects.toThrow(message);
});

test('says that a file does not hold still', async () => {
  const changed: CheckAnswer = { state: 'changed' };
  await expect(read({}, [changed, changed, changed])).rejects.toThrow('a.json changes while it is read.');
});
