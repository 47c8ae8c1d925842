import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { FixEffect } from '../../../protocol/src/findings.ts';
import { ignoredPaths, workTreeOf } from '../facts/git.ts';

/** Whether an argument of a command, which comes from outside, is an effect. */
export function isEffect(value: unknown): value is FixEffect {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, path, mode, text } = value as Record<string, unknown>;
  if (typeof path !== 'string') return false;
  if (kind === 'chmod') return typeof mode === 'number';
  return kind === 'git-ignore' || kind === 'git-untrack' || (kind === 'create-secret' && typeof text === 'string');
}

/**
 * Does what a fix does besides editing.
 * @throws Error with a sentence for a person where it cannot be done
 */
export async function applyEffect(effect: FixEffect): Promise<void> {
  switch (effect.kind) {
    case 'chmod':
      return chmod(effect.path, effect.mode);
    case 'git-ignore':
      return ignore(effect.path);
    case 'git-untrack':
      await untrack(effect.path);
      return ignore(effect.path);
    case 'create-secret':
      return createSecret(effect.path, effect.text);
  }
}

async function createSecret(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // Ignored first: there is no moment in which git would take it along.
  if ((await workTreeOf(dirname(path))) !== undefined) await ignore(path);
  await writeFile(path, text, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new Error(`${path} exists already.`);
    throw error;
  });
}

async function untrack(path: string): Promise<void> {
  const folder = dirname(path);
  const args = [
    '-c',
    'core.fsmonitor=false',
    '-C',
    folder,
    '--literal-pathspecs',
    'rm',
    '--cached',
    '--quiet',
    '--force',
    '--',
    basename(path),
  ];
  try {
    await promisify(execFile)('git', args, { timeout: 20_000 });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`git could not untrack ${path}: ${(stderr || message).trim()}`);
  }
}

/** Adds a file to the .gitignore of its own folder. */
async function ignore(path: string): Promise<void> {
  const workTree = await workTreeOf(dirname(path));
  if (workTree === undefined) throw new Error(`${path} is in no git repository.`);
  if ((await ignoredPaths(workTree, [path])).has(path)) return;
  const file = join(dirname(path), '.gitignore');
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const eol = before.includes('\r\n') ? '\r\n' : '\n';
  const separator = before === '' || before.endsWith('\n') ? '' : eol;
  await writeFile(file, `${before}${separator}/${basename(path).replace(/[\\*?[\]#! ]/g, '\\$&')}${eol}`);
}
