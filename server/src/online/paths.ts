import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PathAnswer } from '../facts/online.ts';
import type { Asker } from './ask.ts';
import type { OnlineCache, OnlineCaches } from './caches.ts';
import { isTrusted, type Narinfo, readNarinfo } from './narinfo.ts';
import { inParallel } from './parallel.ts';

/** So many paths are looked for at once. */
const most = 8;
const hashAt = '/nix/store/'.length;
const hashLength = 32;

export interface PathAnswers {
  answers: Map<string, PathAnswer>;
  failures: string[];
}

/** Looks for store paths in the caches. A cache that fails once is not asked again. */
export async function askForPaths(
  paths: readonly string[],
  { caches, silent, publicKeys }: OnlineCaches,
  asker: Asker,
  signal: AbortSignal,
): Promise<PathAnswers> {
  const answers = new Map<string, PathAnswer>();
  const failed = new Map<OnlineCache, string>();
  await inParallel(paths, most, async (path) => {
    const having: string[] = [];
    for (const cache of caches) {
      if (failed.has(cache)) continue;
      try {
        const narinfo = await narinfoOf(path, cache, asker, signal);
        if (narinfo?.storePath !== path) continue;
        having.push(cache.name);
        if (!isTrusted(narinfo, publicKeys)) continue;
        answers.set(path, { state: 'trusted' });
        return;
      } catch (error) {
        signal.throwIfAborted();
        failed.set(cache, error instanceof Error ? error.message : 'it could not be asked');
      }
    }
    answers.set(
      path,
      having.length > 0 ? { state: 'untrusted', caches: having } : { state: 'missing', asked: [], silent: [] },
    );
  });
  // Known only when all are through: a cache may fail on the last path.
  const asked = caches.filter((cache) => !failed.has(cache)).map(({ name }) => name);
  const quiet = [...new Set([...silent, ...[...failed.keys()].map(({ name }) => name)])];
  for (const [path, { state }] of answers) {
    if (state !== 'missing') continue;
    if (asked.length > 0) answers.set(path, { state, asked: [...new Set(asked)], silent: quiet });
    else answers.delete(path);
  }
  return { answers, failures: [...failed].map(([{ name }, why]) => `The cache "${name}" could not be asked: ${why}.`) };
}

/** `undefined` where the cache does not have the path. */
async function narinfoOf(
  path: string,
  { at, login, cachix }: OnlineCache,
  asker: Asker,
  signal: AbortSignal,
): Promise<Narinfo | undefined> {
  const name = `${path.slice(hashAt, hashAt + hashLength)}.narinfo`;
  if (!(at instanceof URL)) return readFolder(at.folder, name);
  const authorization = login && `Basic ${Buffer.from(login.join(':')).toString('base64')}`;
  const { status, text } = await asker.get(new URL(name, at), authorization, signal);
  // Stores on S3 hide what is not there behind 403.
  if (status === 404 || (status === 403 && !cachix)) return undefined;
  if (status === 401 || status === 403) throw new Error(login ? 'it refuses the token' : 'it is private');
  if (status === 407) throw new Error('the proxy asks for a login');
  if (status !== 200) throw new Error(`it answers with the status ${status}`);
  const narinfo = readNarinfo(text);
  if (!narinfo) throw new Error('what it answers is not from a binary cache');
  return narinfo;
}

async function readFolder(folder: string, name: string): Promise<Narinfo | undefined> {
  try {
    return readNarinfo(await readFile(join(folder, name), 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new Error(`its folder could not be read (${code})`);
  }
  // A folder of the agent's machine says nothing here.
  try {
    await access(join(folder, 'nix-cache-info'));
    return undefined;
  } catch {
    throw new Error('its folder on this machine is no binary cache');
  }
}
