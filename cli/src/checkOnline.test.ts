import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  absent,
  type BinaryCache,
  makeBinaryCache,
  type StandIn,
  startStandIn,
} from '../../server/src/online/testing.ts';
import { type Folder, folderWith, run } from './testing/run.ts';

const token = 'header.a-token-that-nobody-may-see.signature';
const rules = ['secret-file/not-ignored=off', 'secret-file/permissions=off', 'binary-caches/token=off'];
const quiet = rules.flatMap((rule) => ['--rule', rule]);

let cache: BinaryCache;
let folder: Folder;
let standIn: StandIn;
beforeAll(() => {
  cache = makeBinaryCache();
});
afterAll(() => cache.remove());
beforeEach(async () => {
  const caches = { mycache: { kind: 'CachixCache', publicKeys: [cache.publicKey], authToken: token } };
  folder = await folderWith({
    'binary-caches.json': JSON.stringify(caches),
    'deploy.json': JSON.stringify({ agents: { web: cache.path, absent } }),
  });
  const body = JSON.stringify({ permission: 'Read', publicSigningKeys: [cache.publicKey] });
  standIn = await startStandIn(cache.folder, ({ host }) =>
    host === 'cachix.test' ? { status: 200, body } : undefined,
  );
});
afterEach(async () => {
  await standIn.close();
  await folder.remove();
});

/** With the proxy in the environment, which leads to every host. */
const check = (...args: string[]) =>
  run(['check', ...args, ...quiet], {
    cwd: folder.path,
    env: {
      NIX_AGENTS_CACHIX_HOST: 'http://cachix.test',
      HTTP_PROXY: standIn.url,
      http_proxy: '',
      NO_PROXY: '',
      no_proxy: '',
    },
  });

describe('check --online', () => {
  it('looks for the deployed paths and tests the token, and asks nobody without the option', async () => {
    expect(await check()).toMatchObject({ exit: 0 });
    expect(standIn.arrived).toEqual([]);
    const { exit, stdout, stderr } = await check('--online', '--format', 'json');
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: '' });
    expect(JSON.parse(stdout).map(({ path, code }: { path: string; code: string }) => [path, code])).toEqual([
      ['binary-caches.json', 'binary-caches/read-only-token'],
      ['deploy.json', 'deploy-spec/not-in-cache'],
    ]);
    expect(stdout).not.toContain('nobody-may-see');
  });

  it('asks about the files that are named, with the caches beside them', async () => {
    const { stdout } = await check('deploy.json', '--online', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject([{ code: 'deploy-spec/not-in-cache' }]);
    expect(standIn.arrived.map(({ host }) => host)).not.toContain('cachix.test');
  });

  it('exits with 2 and says why where a cache did not answer', async () => {
    await standIn.close();
    const { exit, stderr } = await check('--online');
    expect(exit).toBe(2);
    expect(stderr).toContain('The cache "mycache" could not be asked: it refuses connections.');
    expect(stderr).not.toContain('nobody-may-see');
  });

  it('has no use for a text on standard input', async () => {
    expect(await check('-', '--stdin-path', 'deploy.json', '--online')).toMatchObject({ exit: 2 });
  });
});
