import { access } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { GitState } from './facts.ts';

/** Milliseconds after which git is taken for stuck. */
const patience = 20_000;

/** What git printed; `undefined` where there is no git, or it refuses this folder. Exit status 1 is an answer. */
async function git(folder: string, args: readonly string[], input = ''): Promise<string | undefined> {
  // Where there is no work tree the module, which brings the network's along, is never loaded.
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    // The repository's own configuration may name a program to run: it must not decide what runs here.
    const safe = ['-c', 'core.fsmonitor=false', '-C', folder];
    const options = {
      timeout: patience,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
    };
    const child = execFile('git', [...safe, ...args], options, (error, stdout) => {
      resolve(error && error.code !== 1 ? undefined : stdout);
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** The root of the work tree that a folder lies in, found without running git. */
export async function workTreeOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    try {
      await access(join(at, '.git'));
      return at;
    } catch {
      if (dirname(at) === at) return undefined;
    }
  }
}

/** Those of the paths that git ignores; none where git does not answer. Tracked files are never among them. */
export async function ignoredPaths(workTree: string, paths: readonly string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  const input = paths.map((path) => `${slashed(workTree, path)}\0`).join('');
  const output = await git(workTree, ['check-ignore', '-z', '--stdin'], input);
  const ignored = new Set((output ?? '').split('\0').filter((path) => path !== ''));
  return new Set(paths.filter((path) => ignored.has(slashed(workTree, path))));
}

/** What git says of files, by absolute path. Runs two processes for each work tree. */
export async function gitStates(paths: readonly string[]): Promise<Map<string, GitState>> {
  const states = new Map<string, GitState>();
  const byTree = new Map<string, string[]>();
  for (const path of paths) {
    const workTree = await workTreeOf(dirname(path));
    if (workTree === undefined) states.set(path, 'outside');
    else byTree.set(workTree, [...(byTree.get(workTree) ?? []), path]);
  }
  for (const [workTree, members] of byTree) {
    const names = members.map((path) => slashed(workTree, path));
    const [listed, ignored] = await Promise.all([
      git(workTree, ['--literal-pathspecs', 'ls-files', '-z', '--', ...names]),
      ignoredPaths(workTree, members),
    ]);
    const tracked = new Set(listed?.split('\0'));
    for (const path of members) {
      if (listed === undefined) states.set(path, 'outside');
      else if (tracked.has(slashed(workTree, path))) states.set(path, 'tracked');
      else states.set(path, ignored.has(path) ? 'ignored' : 'untracked');
    }
  }
  return states;
}

function slashed(workTree: string, path: string): string {
  return relative(workTree, path).split(sep).join('/');
}
