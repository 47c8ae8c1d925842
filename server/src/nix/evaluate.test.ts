// biome-ignore-all lint/suspicious/noTemplateCurlyInString: interpolations of Nix, not of JavaScript
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluateNix, evaluatorAt } from './evaluate.ts';
import { called } from './modules.ts';
import { parseNix } from './source.ts';
import type { NixValue } from './value.ts';

const folder = resolve('/work-folder');

/** A value as plain data; what is not known is `'?'`. */
function plain(value: NixValue): unknown {
  switch (value.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return value.value;
    case 'path':
      return { path: value.value };
    case 'null':
      return null;
    case 'list':
      return value.items.map((item) => plain(item()));
    case 'set':
      return {
        ...Object.fromEntries([...value.attributes].map(([name, attribute]) => [name, plain(attribute.value())])),
        ...(value.open && { '…': '?' }),
      };
    default:
      return '?';
  }
}

const evaluated = (text: string) => plain(called(evaluateNix(parseNix(text, join(folder, 'x.nix')))));

describe('what is certain', () => {
  test.each<[string, unknown]>([
    ['{ a = 1; b = "x"; c = true; d = null; e = [ 1 "y" ]; }', { a: 1, b: 'x', c: true, d: null, e: [1, 'y'] }],
    ['{ a.b.c = 1; a.b.d = 2; a.e = 3; }', { a: { b: { c: 1, d: 2 }, e: 3 } }],
    ['{ a = { b = 1; }; a.c = 2; "d e".f = 3; }', { a: { b: 1, c: 2 }, 'd e': { f: 3 } }],
    ['let x = 1; y = x; in { inherit x; z = y; }', { x: 1, z: 1 }],
    ['let s = { host = "h"; port = 2; }; in { inherit (s) host; p = s.port; }', { host: 'h', p: 2 }],
    ['rec { a = "x"; b = "${a}-${a}"; c = { d = b; }; }', { a: 'x', b: 'x-x', c: { d: 'x-x' } }],
    ['with { a = 1; b = 2; }; { x = a; }', { x: 1 }],
    ['let a = 1; in with { a = 2; }; a', 1],
    ['with { a = 1; }; with { a = 2; }; a', 2],
    ['{ a = 1; b = 2; } // { b = 3; c = 4; }', { a: 1, b: 3, c: 4 }],
    ['{ host ? "h", port ? 22 }: { inherit host port; }', { host: 'h', port: 22 }],
    ['let f = host: { inherit host; }; in f "h"', { host: 'h' }],
    ['let f = { a, b ? a, ... }: [ a b ]; in f { a = 1; c = 2; }', [1, 1]],
    ['if true && !false then 1 else 2', 1],
    ['if "a" == "b" || null != null then 1 else 2', 2],
    ['{ a = 1; }.b or 3', 3],
    ['{ a.b = 1; } ? a.b', true],
    ['[ 1 ] ++ [ 2 ]', [1, 2]],
    ['"a" + "b" + toString 3', 'ab3'],
    ["''\n  a\n    b\n''", 'a\n  b\n'],
    ['let { x = 1; body = x; }', 1],
    ['https://example.org/x', 'https://example.org/x'],
    ['-3', -3],
    ['assert true; 1', 1],
    ['{ ${"a" + "b"} = 1; }', { ab: 1 }],
    ['x: x.y or 5', 5],
  ])('%s', (text, expected) => {
    expect(evaluated(text)).toEqual(expected);
  });

  test('paths are absolute, and strings added to them stay paths', () => {
    expect(evaluated('[ ./a ../b /c (./. + "/d") ./${"e"}/f ]')).toEqual([
      { path: join(folder, 'a') },
      { path: resolve(folder, '../b') },
      { path: resolve('/c') },
      { path: join(folder, 'd') },
      { path: join(folder, 'e', 'f') },
    ]);
  });
});

describe('what is not certain is unknown', () => {
  test.each<[string, unknown]>([
    ['undefined', '?'],
    ['{ pkgs, ... }: { a = pkgs.hello; b = 1; }', { a: '?', b: 1 }],
    ['f: { a = f 1; }', { a: '?' }],
    ['with import <nixpkgs> { }; { a = hello; }', { a: '?' }],
    ['with unknown; let true = 1; in x', '?'],
    ['{ a = 1; } // unknown', { '…': '?' }],
    ['unknown // { a = 1; }', { a: 1, '…': '?' }],
    ['{ ${unknown} = 1; b = 2; }', { b: 2, '…': '?' }],
    ['if unknown then 1 else 2', '?'],
    ['"a${unknown}"', '?'],
    ['"${./a}"', '?'],
    ['let x = x; in x', '?'],
    ['let a = b; b = a; in [ a ]', ['?']],
    ['rec { a = { inherit a; }; b = a.a.a.c; }.b', '?'],
    ['let f = x: f x; in f 1', '?'],
    ['~/secret', '?'],
    ['<nixpkgs>', '?'],
    ['unknown ? a', '?'],
    ['1 / 0', '?'],
  ])('%s', (text, expected) => {
    expect(evaluated(text)).toEqual(expected);
  });

  test('a value that grows for ever ends', () => {
    expect(evaluated('let f = n: [ (f (n + 1)) (f n) ]; in builtins.length (f 0)')).toBe('?');
    expect(() => evaluateNix(parseNix(`${'let a = { b = a; }; in '.repeat(2_000)}a`, '/x.nix'))).not.toThrow();
  });
});

test('an expression inside of a file is worked out with the names around it', () => {
  const source = parseNix('{ port ? 22 }: let h = "x"; in { a = with { h2 = "y"; }; [ h h2 port z ]; }', '/x.nix');
  const values: unknown[] = [];
  const evaluate = evaluatorAt(source);
  source.tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'List') values.push(plain(evaluate(node)));
    },
  });
  expect(values).toEqual([['x', 'y', 22, '?']]);
});

test('a file that is imported is read, one that imports itself is not', () => {
  const other = parseNix('{ host = "h"; }', join(folder, 'other/default.nix'));
  const source = parseNix('{ a = import ./other; b = import ./x.nix; }', join(folder, 'x.nix'));
  const all = new Map([source, other].map((one) => [one.path, one]));
  expect(plain(evaluateNix(source, (path) => all.get(path)))).toEqual({ a: { host: 'h' }, b: '?' });
});
