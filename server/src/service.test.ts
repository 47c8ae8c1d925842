import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillExample } from './rules/examples.ts';
import { createService, serviceOf } from './service.ts';
import { createWorkspace } from './workspace.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'nix-agents-service-')));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

function git(...args: string[]): void {
  execFileSync('git', ['-C', folder, '-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
    stdio: 'pipe',
  });
}

const service = () => createService({ roots: [folder] });
const good = fillExample('{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n');

/** The example of the Hercules CI guide with its call-outs, as it is pasted. */
const pasted = `{ "mycache": (1)
    { "kind": "CachixCache"
    , "authToken": "eyJhaf23GH53a.bc23BUSI.9q3048hWHh" (2)
    , "publicKeys": [""] (3)
    , "signingKeys": ["uAhqM3jG..."] (4)
} }
`;

describe('report and fixAll', () => {
  it('finds the call-outs and the samples of the pasted example, and mends what is safe to mend', async () => {
    const path = write('binary-caches.json', pasted);
    const report = await service().report(path);
    if (report.state !== 'checked') throw new Error(report.state);
    const codes = report.findings.map(
      ({ code, range }) => `${range.start.line + 1}:${range.start.character + 1} ${code}`,
    );
    expect(codes).toEqual([
      '1:14 json/syntax',
      '3:20 binary-caches/placeholder',
      '3:56 json/syntax',
      '4:22 binary-caches/placeholder',
      '4:26 json/syntax',
      '5:23 binary-caches/placeholder',
      '5:38 json/syntax',
    ]);
    const fixed = await service().fixAll(path);
    expect(fixed?.text).toBe(pasted.replaceAll(/ \(\d\)/g, ''));
    expect(JSON.parse(fixed?.text ?? '')).toHaveProperty('mycache.publicKeys', ['']);
    expect(await service().fixAll(path, fixed?.text)).toEqual({ text: fixed?.text, applied: [] });
  });

  it('says one thing of a file that cannot be read as text', async () => {
    const cases: [string, Buffer, RegExp][] = [
      ['a.binary-caches.json', Buffer.from('\ufeff{}', 'utf16le'), /UTF-16/],
      ['b.binary-caches.json', Buffer.from([...Buffer.from('{\n"é": "'), 0xff, 0x22, 0x7d]), /byte 10, in line 2/],
      ['c.binary-caches.json', Buffer.from('\0GITCRYPT\0\x01\x02'), /git-crypt/],
      ['d.binary-caches.json', Buffer.from('age-encryption.org/v1\n-> X25519'), /age/],
    ];
    for (const [name, bytes, message] of cases) {
      const report = await service().report(write(name, bytes));
      expect(report).toMatchObject({ state: 'checked', findings: [{ message: expect.stringMatching(message) }] });
      expect(report.state === 'checked' && report.findings.length).toBe(1);
    }
  });

  it('tells why a file cannot be read', async () => {
    mkdirSync(join(folder, 'binary-caches.json'));
    symlinkSync('loop.binary-caches.json', join(folder, 'loop.binary-caches.json'));
    const large = write('large.binary-caches.json', Buffer.alloc(17 * 1024 * 1024, 32));
    for (const [path, message] of [
      [join(folder, 'binary-caches.json'), /no regular file|folder/],
      [join(folder, 'loop.binary-caches.json'), /circle/],
      [join(folder, 'none.binary-caches.json'), /does not exist/],
      [large, /17 MB/],
    ] as const) {
      expect(await service().report(path)).toMatchObject({
        state: 'unreadable',
        message: expect.stringMatching(message),
      });
    }
  });

  it('knows what git and the file system say of a file with secrets', async () => {
    const path = write('binary-caches.json', good);
    const codes = async () => {
      const report = await service().report(path);
      return report.state === 'checked' ? report.findings.map(({ code }) => code) : report.state;
    };
    expect(await codes()).toEqual([]);
    chmodSync(path, 0o644);
    expect(await codes()).toEqual(['secret-file/permissions']);
    chmodSync(path, 0o600);
    git('init');
    expect(await codes()).toEqual(['secret-file/not-ignored']);
    git('add', '.');
    expect(await codes()).toEqual(['secret-file/in-git']);
    git('rm', '--cached', '-q', 'binary-caches.json');
    write('.gitignore', 'binary-caches.json\n');
    expect(await codes()).toEqual([]);
  });

  it('takes the severities that a person chose', async () => {
    const path = write('binary-caches.json', '{}');
    const report = (level: 'off' | 'error') =>
      createService({ roots: [folder], rules: { 'binary-caches/empty': level } }).report(path);
    expect(await report('error')).toMatchObject({ findings: [{ severity: 'error' }] });
    expect(await report('off')).toMatchObject({ findings: [] });
  });
});

describe('search', () => {
  it('passes over what git ignores, but not a file for being ignored itself', async () => {
    git('init');
    write('.gitignore', 'ignored/\n*.json\n!deploy.json\n');
    const expected = [
      write('binary-caches.json', good),
      write('secrets/binary-caches.json', good),
      write('sub/other.json', good),
    ];
    write('ignored/binary-caches.json', good);
    write('node_modules/x/binary-caches.json', good);
    write('package.json', '{}');
    write('deploy.json', '{"scripts": {}}');
    expect(await service().search([folder])).toEqual({ files: expected, unreadable: [] });
  });

  it('asks each repository about its own folders', async () => {
    git('init');
    execFileSync('git', ['init', '-q', join(folder, 'inner')]);
    write('.gitignore', 'out/\n');
    write('inner/.gitignore', 'private/\n');
    write('inner/private/binary-caches.json', good);
    const kept = write('inner/out2/binary-caches.json', good);
    expect((await service().search([folder])).files).toEqual([kept]);
  });

  it('tells of a file of ours that cannot be read, and of no other', async () => {
    const large = Buffer.alloc(17 * 1024 * 1024, 32);
    const path = write('binary-caches.json', large);
    write('data.json', large);
    expect(await service().search([folder])).toMatchObject({ files: [], unreadable: [{ path }] });
  });

  it('keeps a file that is named outright, and tells of a path that is not there', async () => {
    const named = write('notes.txt', 'nothing');
    const report = await service().search([named, join(folder, 'none')]);
    expect(report.files).toEqual([named]);
    expect(report.unreadable).toMatchObject([
      { path: join(folder, 'none'), message: expect.stringContaining('does not exist') },
    ]);
    expect(await service().report(named)).toEqual({ state: 'unclaimed', path: named });
  });
});

describe('locate', () => {
  const network =
    '{ network.description = "Agents"; agent = { deployment.targetHost = "203.0.113.10"; deployment.keys."binary-caches.json".keyFile = ./caches.json; services.hercules-ci-agent.enable = true; }; }\n';
  const broken = '{ "mycache": { "kind": "CachixCache" } }\n';
  const message = 'hercules-ci-agent: FatalError {fatalErrorMessage = "Error in $: key \\"publicKeys\\" not found"}';
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const question = (deployed: string, asked = message) => ({
    agent: 'hercules-ci:agent',
    message: asked,
    deployedSha256: { 'binary-caches.json': hash(deployed) },
  });

  it('follows a fault from the host to the file, through every state of mending it', async () => {
    write('network.nix', network);
    const path = write('caches.json', broken);
    const workspace = createWorkspace({ roots: [folder] });
    const knowledge = serviceOf(workspace);
    expect(await knowledge.agents()).toMatchObject([
      { id: 'hercules-ci:agent', secrets: [{ name: 'binary-caches.json', source: 'caches.json' }] },
    ]);
    expect(await knowledge.check(path, hash(broken))).toMatchObject({ state: 'checked', unsaved: false });
    expect(await knowledge.locate(question(broken))).toMatchObject([
      { state: 'present', path, unsaved: false, finding: { code: 'binary-caches/missing-property' } },
    ]);
    workspace.store.edit(path, good);
    expect(await knowledge.locate(question(broken))).toEqual([{ state: 'fixed-unsaved', path }]);
    write('caches.json', good);
    expect(await knowledge.locate(question(broken))).toEqual([{ state: 'fixed-undeployed', path }]);
    expect(await knowledge.locate(question('{}'))).toEqual([{ state: 'foreign', name: 'binary-caches.json' }]);
    expect(await knowledge.locate(question(good))).toEqual([]);
    expect(await knowledge.locate(question('{}', 'Socket closed. Reconnecting.'))).toEqual([]);
  });

  it('says that a content is not the asked one any more', async () => {
    const path = write('binary-caches.json', good);
    expect(await service().check(path, hash(broken))).toEqual({ state: 'changed' });
    unlinkSync(path);
    expect(await service().check(path, hash(good))).toEqual({ state: 'changed' });
  });
});
