import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { quote } from './quote.ts';

const HOSTILE = [
  '',
  ' ',
  "'",
  "''",
  "'''",
  '\\',
  '\\\\',
  "\\'",
  "'\\",
  'a\\',
  '"',
  '`touch executed`',
  '$(touch executed)',
  '(touch executed)',
  "'; touch executed; '",
  "\\'; touch executed; \\'",
  '"; touch executed; "',
  "'(touch executed)'",
  "'\\''$(touch executed)",
  '\x24{HOME}',
  '$HOME',
  '~',
  '~root',
  '*',
  '?',
  '[a-z]*',
  '{a,b}',
  '{a..z}',
  '!!',
  '!1',
  '-n',
  '--',
  '-e \\n',
  '#comment',
  'a\nb',
  '\n',
  'a\r\nb',
  '\t',
  'a;b|c&d',
  '> executed',
  '< /dev/null',
  '=ls',
  '%self',
  '^x^y',
  '\u001b[31m',
  '\u0001\u007f',
  'ünïcödé 漢字 🚀',
  '\u00a0\u2028',
  '\ufdd0\ufdd7\uf600\uf6ff\ue000',
  '\\n\\t\\x41\\u0041\\101',
  'a'.repeat(50_000),
];

describe.each([
  ['sh', []],
  ['bash', []],
  ['bash', ['-O', 'extglob']],
  ['zsh', []],
  ['zsh', ['-o', 'rcquotes', '-o', 'extendedglob']],
  ['fish', []],
])('a quoted word and %s %j', (shell, options) => {
  const folder = mkdtempSync(join(tmpdir(), 'nix-agents-quote-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (values: string[]) => {
    const command = `exec printf '%s\\0' ${values.map(quote).join(' ')}`;
    const output = execFileSync(shell, [...options, '-c', command], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 24,
      env: { PATH: process.env.PATH, HOME: folder },
    });
    return output.split('\0').slice(0, -1);
  };

  it('reads every hostile one as it is and executes nothing', () => {
    for (let at = 0; at < HOSTILE.length; at += 10) {
      const some = HOSTILE.slice(at, at + 10);
      expect(read(some)).toEqual(some);
    }
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual([]);
  });

  it('reads any text as it is', () => {
    const character = fc.oneof(
      fc.constantFrom(
        "'",
        '\\',
        '"',
        '$',
        '`',
        '(',
        ')',
        '\n',
        ' ',
        '!',
        '*',
        '~',
        '{',
        '}',
        '#',
        ';',
        '-',
        '%',
        '=',
        '^',
      ),
      fc
        .string({ unit: 'binary', minLength: 1, maxLength: 1 })
        .filter((text) => text !== '\0' && Buffer.from(text).toString() === text),
    );
    const text = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 20, maxLength: 60 }), (values) => {
        expect(read(values)).toEqual(values);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a quoted word', () => {
  it('cannot hold a NUL character', () => {
    expect(() => quote('a\0b')).toThrow(RangeError);
  });
});
