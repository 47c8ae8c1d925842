import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { editsOf } from '../rules/fix.ts';
import { createService, type Service } from '../service.ts';
import { applyEdits } from '../text/edit.ts';
import { linesOf } from '../text/lines.ts';
import type { OnlineQuestion } from './check.ts';
import { absent, type BinaryCache, makeBinaryCache, type Reply, type StandIn, startStandIn } from './testing.ts';

const token = 'header.a-token-that-nobody-may-see.signature';
const host = 'http://cachix.test';
const foreignKey = 'mycache.cachix.org-1:EjBSHzF6VmDnzqlldGXbi0RM3HdjfTU3yDRi9Pd0jTY=';
const basic = `Basic ${Buffer.from(`:${token}`).toString('base64')}`;

let cache: BinaryCache;
let folder: string;
let standIn: StandIn | undefined;
let service: Service;
beforeAll(() => {
  cache = makeBinaryCache();
});
afterAll(() => cache.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nix-agents-online-'));
  service = createService({ roots: [folder] });
});
afterEach(async () => {
  await standIn?.close();
  standIn = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string) => join(folder, name);
const write = (name: string, value: unknown) => writeFileSync(at(name), JSON.stringify(value), { mode: 0o600 });
const cachix = (more: object) => ({ mycache: { kind: 'CachixCache', publicKeys: [cache.publicKey], ...more } });
const nixCache = (storeURI: string) => ({
  own: { kind: 'NixCache', storeURI, publicKeys: [cache.publicKey], signingKeys: [] },
});

async function ask(question: OnlineQuestion = 'all', signal = new AbortController().signal) {
  await service.search([folder]);
  const proxy = standIn ? { url: standIn.url } : { off: true };
  const outcome = await service.askOnline({ question, signal, proxy, host });
  expect(JSON.stringify(outcome)).not.toContain('nobody-may-see');
  return outcome;
}

async function found(name: string): Promise<{ code: string; severity: string; message: string; fixes: string[] }[]> {
  const report = await service.report(at(name));
  if (report.state !== 'checked') throw new Error(`${name}: ${report.state}`);
  expect(JSON.stringify(report.findings)).not.toContain('nobody-may-see');
  const online = /not-in-cache|published-key|read-only-token|refused-token|unknown-cache/;
  return report.findings
    .filter(({ code }) => online.test(code))
    .map(({ code, severity, message, fixes }) => ({ code, severity, message, fixes: fixes.map(({ title }) => title) }));
}

/** Cachix with one private cache, which a token of a permission opens. */
function withCachix(permission: string, publicSigningKeys: readonly string[] = [cache.publicKey]) {
  return startStandIn(cache.folder, ({ host: asked, path, authorization }): Reply | undefined => {
    if (asked === 'mycache.cachix.test') return authorization === basic ? undefined : { status: 401 };
    if (asked !== 'cachix.test') return { status: 404 };
    if (path !== '/api/v1/cache/mycache') return { status: 404 };
    if (authorization !== `Bearer ${token}`) return { status: 401 };
    return { status: 200, body: JSON.stringify({ name: 'mycache', permission, publicSigningKeys }) };
  });
}

describe('paths', () => {
  it('are looked for in a cache on a disk, and their signatures verified', async () => {
    write('binary-caches.json', nixCache(`file://${cache.folder}?priority=10`));
    write('deploy.json', { agents: { web: cache.path, db: cache.unsigned, gone: absent } });
    expect(await ask()).toMatchObject({ paths: 3, caches: 0, notes: [], failures: [] });
    const [untrusted, missing] = await found('deploy.json');
    expect(untrusted).toMatchObject({ severity: 'error', message: expect.stringContaining('none of its signatures') });
    expect(missing).toMatchObject({ severity: 'error', message: expect.stringContaining('not in "own"') });
    expect(await found('deploy.json')).toHaveLength(2);
  });

  it('are refused where the only trusted key is another one of the same name', async () => {
    write('binary-caches.json', {
      own: { ...nixCache(`file://${cache.folder}`).own, publicKeys: [foreignKey] },
    });
    write('nix-agents.json', { agents: { web: { kind: 'cachix-deploy', host: 'web', storePath: cache.path } } });
    await ask();
    expect(await found('nix-agents.json')).toMatchObject([{ code: 'deploy-spec/not-in-cache', severity: 'error' }]);
  });

  it('are looked for in a private cache with its token, through a proxy', async () => {
    standIn = await withCachix('Write');
    write('binary-caches.json', cachix({ authToken: token }));
    write('deploy.json', { agents: { web: cache.path, gone: absent } });
    expect(await ask('paths')).toMatchObject({ paths: 2, failures: [] });
    expect(await found('deploy.json')).toHaveLength(1);
    expect(new Set(standIn.arrived.map(({ authorization }) => authorization))).toEqual(new Set([basic]));
  });

  it('may be in a cache that did not answer', async () => {
    standIn = await withCachix('Write');
    write('binary-caches.json', {
      ...cachix({ authToken: 'header.wrong.signature' }),
      ...nixCache(`file://${cache.folder}`),
    });
    write('deploy.json', { agents: { gone: absent, web: cache.path } });
    const { failures } = await ask('paths');
    expect(failures).toEqual(['The cache "mycache" could not be asked: it refuses the token.']);
    expect(await found('deploy.json')).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('"mycache" could not be asked') },
    ]);
  });

  it('are not judged by a folder that only the machine of the agent has', async () => {
    write('binary-caches.json', nixCache('file:///srv/no-such-cache'));
    write('deploy.json', { agents: { web: cache.path } });
    expect((await ask()).failures).toEqual([expect.stringContaining('is no binary cache')]);
    expect(await found('deploy.json')).toEqual([]);
  });

  it('are judged no longer once a cache is another one', async () => {
    writeFileSync(at('nix-cache-info'), 'StoreDir: /nix/store\n');
    write('binary-caches.json', nixCache(`file://${folder}`));
    write('deploy.json', { agents: { web: cache.path } });
    await ask();
    expect(await found('deploy.json')).toHaveLength(1);
    write('binary-caches.json', nixCache(`file://${cache.folder}`));
    await service.search([folder]);
    expect(await found('deploy.json')).toEqual([]);
    await ask();
    expect(await found('deploy.json')).toEqual([]);
  });
});

describe('credentials', () => {
  it.each([
    ['may only read', 'Read', {}, 'binary-caches/read-only-token'],
    ['is refused', 'Write', { authToken: 'header.revoked.signature' }, 'binary-caches/refused-token'],
    ['is missing', 'Write', { authToken: null, signingKeys: [] }, 'binary-caches/refused-token'],
  ])('say where the token %s', async (_, permission, more, code) => {
    standIn = await withCachix(permission);
    write('binary-caches.json', cachix({ authToken: token, ...more }));
    expect(await ask('credentials')).toMatchObject({ caches: 1, failures: [] });
    expect(await found('binary-caches.json')).toMatchObject([{ code, severity: 'error' }]);
  });

  it('say where Cachix has no such cache, and nothing where all is right', async () => {
    standIn = await withCachix('Write');
    const { mycache } = cachix({ authToken: token });
    write('binary-caches.json', { mycache, mycahce: mycache });
    await ask('credentials');
    expect(await found('binary-caches.json')).toMatchObject([
      { code: 'binary-caches/unknown-cache', message: 'Cachix has no cache "mycahce".' },
    ]);
  });

  it.each([
    ['mismatched', [foreignKey]],
    ['malformed', ['mycache.cachix.org-1:EjBS']],
    ['missing', []],
    ['missing with its property', undefined],
  ])('fetch a public key that is %s', async (_, publicKeys) => {
    standIn = await withCachix('Write');
    write('binary-caches.json', cachix({ authToken: token, publicKeys }));
    await ask('credentials');
    const report = await service.report(at('binary-caches.json'));
    if (report.state !== 'checked') throw new Error(report.state);
    const fix = report.findings.flatMap(({ fixes }) => fixes).find(({ title }) => title === 'Fetch public key');
    const { text } = report;
    const mended = applyEdits(text, fix ? editsOf(fix, linesOf(text)) : []);
    expect(JSON.parse(mended).mycache.publicKeys).toEqual([cache.publicKey]);
  });

  it('never go to a host that the name of a cache smuggles in', async () => {
    standIn = await withCachix('Write');
    const { mycache } = cachix({ authToken: token });
    write('binary-caches.json', { 'evil.test/': mycache, 'evil.test#': mycache });
    const { notes } = await ask();
    expect(notes).toHaveLength(2);
    expect(standIn.arrived).toEqual([]);
  });
});
