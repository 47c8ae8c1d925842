import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type NixSource, parseNix } from '../source.ts';
import { canonical } from './canonical.ts';

const folder = join(import.meta.dirname, 'fixtures');
const files = readdirSync(folder).map((name) => join(folder, name));
const home = '/home/someone';

function faultsOf(source: NixSource): string[] {
  const faults: string[] = [];
  source.tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) faults.push(source.text.slice(from, from + 30));
    },
  });
  return faults;
}

test('the generated parser fits the grammar', () => {
  const script = join(import.meta.dirname, '../../../../scripts/grammar.mjs');
  execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' });
});

describe('what Nix accepts', () => {
  // Nix prints one line for each file.
  const printed = execFileSync('nix-instantiate', ['--store', 'dummy://', '--parse', ...files], {
    encoding: 'utf8',
    env: { ...process.env, HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).split('\n');

  test.each(files.map((file, index) => [file.slice(folder.length + 1), file, printed[index] ?? '']))(
    '%s',
    (_, file, theirs) => {
      const source = parseNix(readFileSync(file, 'utf8'), file);
      expect(faultsOf(source)).toEqual([]);
      expect(canonical(source, home, false)).toBe(canonical(parseNix(theirs, file), home, true));
    },
  );
});

describe('what Nix refuses is marked', () => {
  test.each([
    '{ a = 1 }',
    '{ a b = 1; }',
    '[ 1',
    '"open',
    "''open",
    'a +',
    'let x = 1; x',
    '{ a, b: a',
    '/* open',
    'x: y: ',
    'a.',
    '(1',
    'if a then b',
    '1 2 = 3',
  ])('%s', (text) => {
    expect(faultsOf(parseNix(text, '/x.nix'))).not.toEqual([]);
  });
});

describe('inside of a broken file the rest is read', () => {
  const rest = 'b = { deployment.targetHost = "203.0.113.10"; }; c = [ 1 2 ];';
  test.each([
    ['a missing semicolon', `{ a = 1 ${rest} }`],
    ['a missing value', `{ a = ; ${rest} }`],
    ['half a name', `{ a. ; ${rest} }`],
    ['half a name at the end', `{ ${rest} a.b`],
    ['a missing closing brace', `{ a = { x = 1; ; ${rest} }`],
    ['a missing end', `{ ${rest}`],
    ['a stray bracket', `{ a = 1; ] ${rest} }`],
    ['an unfinished list', `{ ${rest} a = [ 1 (f `],
    ['half a call', `{ a = builtins. ; ${rest} }`],
  ])('%s', (_, text) => {
    const source = parseNix(text, '/x.nix');
    const bindings: string[] = [];
    source.tree.iterate({
      enter: ({ name, from, to }) => {
        if (name === 'Binding') bindings.push(text.slice(from, to));
      },
    });
    expect(bindings).toContain('deployment.targetHost = "203.0.113.10";');
    expect(bindings).toContain('c = [ 1 2 ];');
  });
});

test('neither depth nor length is a problem', () => {
  for (const text of [
    '['.repeat(20_000),
    '{a='.repeat(20_000),
    '(('.repeat(20_000),
    '"${'.repeat(10_000),
    `${'x: '.repeat(20_000)}1`,
  ]) {
    expect(() => parseNix(text, '/x.nix')).not.toThrow();
  }
});
