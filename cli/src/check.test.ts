import { execFile } from 'node:child_process';
import { chmod, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Folder, folderWith, program, run } from './testing/run.ts';

const broken = '{\n  "mycache": { "kind": "CachixCache" }\n}\n';
/** As the published guide has it, closed with the brackets that it lacks. */
const guide = `{ "mycache": (1)
    { "kind": "CachixCache"
    , "authToken": "eyJhaf23GH53a.bc23BUSI.9q3048hWHh" (2)
    , "publicKeys": [""] (3)
    , "signingKeys": ["uAhqM3jG..."] (4)
} }
`;
/** Says that nobody else's git repository is around the folder. */
const quiet = ['--rule', 'secret-file/not-ignored=off', '--rule', 'secret-file/permissions=off'];

let folder: Folder;
beforeEach(async () => {
  folder = await folderWith({ 'binary-caches.json': broken });
});
afterEach(() => folder.remove());
const check = (...args: string[]) => run(['check', ...args, ...quiet], { cwd: folder.path });

describe('check', () => {
  it('prints findings as JSON in the working folder’s terms, and exits with 1 on an error', async () => {
    const { exit, stdout, stderr } = await check('--format', 'json');
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: '' });
    expect(JSON.parse(stdout)[0]).toEqual({
      path: 'binary-caches.json',
      line: 2,
      column: 3,
      endLine: 2,
      endColumn: 12,
      severity: 'error',
      code: 'binary-caches/missing-property',
      message: expect.stringContaining('publicKeys'),
      fixes: [expect.stringContaining('publicKeys')],
    });
  });

  it('exits with 0 where only less than an error is left, and says where nothing is wrong', async () => {
    const { exit, stdout } = await check('--rule', 'binary-caches/missing-property=warning', '--format', 'json');
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)[0].severity).toBe('warning');
    await folder.write({ 'binary-caches.json': '{}' });
    expect(await check('--rule', 'binary-caches/empty=off')).toEqual({
      exit: 0,
      stdout: 'Nothing is wrong in 1 file.\n',
      stderr: '',
    });
  });

  it('honours the comments of a Nix file', async () => {
    const network = (comment: string) =>
      `{ network.description = "x";\n${comment}  agent.deployment.targetHost = "root@203.0.113.10"; }\n`;
    await folder.write({ 'binary-caches.json': '{}', 'network.nix': network('') });
    expect((await check('network.nix')).stdout).toContain('nix/target-host');
    await folder.write({ 'network.nix': network('  # nix-agents-disable-next-line nix/target-host\n') });
    expect((await check('network.nix')).stdout).toBe('Nothing is wrong in 1 file.\n');
  });

  it('has no colour where it is not wanted, and shows the line and its place', async () => {
    const { stdout } = await check();
    expect(stdout).toContain('\n  2 |   "mycache": { "kind": "CachixCache" }\n    |   ^^^^^^^^^\n');
    const coloured = await run(['check', ...quiet], { cwd: folder.path, env: { FORCE_COLOR: '1' } });
    expect(coloured.stdout).toContain('\x1b[31m');
  });

  it('finds the call-outs of the guide, and --fix leaves valid JSON', async () => {
    await folder.write({ 'binary-caches.json': guide });
    const before = await check('--format', 'json');
    expect(before.exit).toBe(1);
    const syntax = JSON.parse(before.stdout).filter(({ code }: { code: string }) => code === 'json/syntax');
    expect(syntax.map(({ line }: { line: number }) => line)).toEqual([1, 3, 4, 5]);
    await check('--fix');
    const text = await readFile(join(folder.path, 'binary-caches.json'), 'utf8');
    expect(Object.keys(JSON.parse(text))).toEqual(['mycache']);
    expect((await check('--format', 'json')).stdout).not.toContain('json/syntax');
  });

  it('never prints a secret of the guide', async () => {
    await folder.write({ 'binary-caches.json': guide });
    for (const format of ['text', 'json', 'sarif', 'github']) {
      const { stdout } = await check('--format', format);
      expect(stdout).not.toMatch(/9q3048hWHh|uAhqM3jG/);
    }
  });

  it('keeps mode and links of a file that it mends', async () => {
    await folder.write({ 'real/caches.json': guide });
    await chmod(join(folder.path, 'real/caches.json'), 0o640);
    await symlink('real/caches.json', join(folder.path, 'x.binary-caches.json'));
    const { stderr } = await check('--fix', 'x.binary-caches.json');
    expect(stderr).toMatch(/^x\.binary-caches\.json: applied \d+ fixes\.$/m);
    expect((await stat(join(folder.path, 'real/caches.json'))).mode & 0o777).toBe(0o640);
    expect(await readFile(join(folder.path, 'real/caches.json'), 'utf8')).not.toContain('(1)');
  });

  it('reads standard input by a name, and gives the mended text back', async () => {
    const stdin = (...args: string[]) =>
      run(['check', '-', '--stdin-path', 'a/binary-caches.json', ...args, ...quiet], {
        cwd: folder.path,
        input: guide,
      });
    const { exit, stdout } = await stdin('--format', 'json');
    expect(exit).toBe(1);
    expect(JSON.parse(stdout)[0].path).toBe('a/binary-caches.json');
    const fixed = await stdin('--fix');
    expect(Object.keys(JSON.parse(fixed.stdout))).toEqual(['mycache']);
    expect(fixed.stderr).toContain('a/binary-caches.json:');
  });

  it('tells what it cannot read, checks the rest, and exits with 2', async () => {
    const { exit, stdout, stderr } = await check('--format', 'json', 'gone.json', 'binary-caches.json');
    expect(exit).toBe(2);
    expect(stderr).toContain('gone.json');
    expect(JSON.parse(stdout)[0].code).toBe('binary-caches/missing-property');
  });

  it('does not say that nothing is wrong where nothing could be read', async () => {
    const { exit, stdout, stderr } = await check('gone.json');
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toContain('gone.json');
  });

  it('tells a file that no format claims, which is no error', async () => {
    await folder.write({ 'notes.txt': 'x' });
    const { exit, stdout, stderr } = await check('--format', 'json', 'notes.txt');
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: '[]\n' });
    expect(stderr).toBe('notes.txt is none of the files that Nix Agents checks.\n');
  });

  it('ends quietly when nobody reads on', async () => {
    const caches = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`c${i}`, { kind: 'CachixCache' }]));
    await folder.write({ 'binary-caches.json': JSON.stringify(caches) });
    const script = `'${process.execPath}' '${program}' check | head -n 1`;
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script], { cwd: folder.path });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
  });
});
