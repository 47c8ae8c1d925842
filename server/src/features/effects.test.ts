import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyEffect, isEffect } from './effects.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nix-agents-effects-'));
  execFileSync('git', ['init', '--quiet', folder]);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test('a secret is created for its owner alone, where git ignores it, and replaces nothing', async () => {
  const path = join(folder, 'keys', 'binary-caches.json');
  const effect = { kind: 'create-secret', path, text: '{}\n' } as const;
  await applyEffect(effect);
  expect(await readFile(path, 'utf8')).toBe('{}\n');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(execFileSync('git', ['-C', folder, 'check-ignore', path], { encoding: 'utf8' }).trim()).toBe(path);

  await writeFile(path, 'filled in');
  await expect(applyEffect(effect)).rejects.toThrow('exists already');
  expect(await readFile(path, 'utf8')).toBe('filled in');
});

test('only whole effects are taken from outside', () => {
  expect(isEffect({ kind: 'create-secret', path: '/a', text: '' })).toBe(true);
  expect(isEffect({ kind: 'create-secret', path: '/a' })).toBe(false);
  expect(isEffect({ kind: 'chmod', path: '/a', mode: 0o600 })).toBe(true);
  expect(isEffect({ kind: 'chmod', path: '/a' })).toBe(false);
  expect(isEffect({ kind: 'remove', path: '/a' })).toBe(false);
});
