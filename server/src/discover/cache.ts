import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { workTreeOf } from '../facts/git.ts';
import type { Discovered } from './discover.ts';

/** Of the form of the file: one of another version is not read. */
const version = 1;

/** What was discovered in a folder, where the content of its work tree is still the same. */
export async function readDiscovered(folder: string): Promise<Discovered | undefined> {
  const text = await readFile(cacheFile(folder), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const cached = JSON.parse(text) as { version: number; content: string; discovered: Discovered };
    return cached.version === version && cached.content === (await contentOf(folder)) ? cached.discovered : undefined;
  } catch {
    return undefined;
  }
}

/** @param content of the work tree before it was evaluated */
export async function writeDiscovered(discovered: Discovered, content: string): Promise<void> {
  const file = cacheFile(discovered.folder);
  await mkdir(cacheFolder(), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, JSON.stringify({ version, content, discovered }), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** A hash of all that a flake of a work tree is evaluated from: what git tracks, as it is on disk. */
export async function contentOf(folder: string): Promise<string | undefined> {
  const tree = await workTreeOf(folder);
  if (tree === undefined) return undefined;
  const [index, changes] = await Promise.all([
    git(tree, ['ls-files', '--stage', '-z']),
    git(tree, ['diff', '--no-ext-diff', '--no-textconv', '--binary', '--no-color']),
  ]);
  if (index === undefined || changes === undefined) return undefined;
  return createHash('sha256').update(index).update('\0\0').update(changes).digest('hex');
}

async function git(tree: string, args: readonly string[]): Promise<Buffer | undefined> {
  // Loaded where something was discovered once: it brings the network's module along.
  const { execFile } = await import('node:child_process');
  // The repository's own configuration may name a program to run: it must not decide what runs here.
  const safe = ['-c', 'core.fsmonitor=false', '-C', tree];
  const options = {
    encoding: 'buffer' as const,
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
  };
  return new Promise((resolve) => {
    execFile('git', [...safe, ...args], options, (error, stdout) => resolve(error ? undefined : stdout));
  });
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'nix-agents', 'discovered');
}

function cacheFile(folder: string): string {
  return join(cacheFolder(), `${createHash('sha256').update(folder).digest('hex')}.json`);
}
