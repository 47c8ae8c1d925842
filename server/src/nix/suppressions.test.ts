import { describe, expect, it } from 'vitest';
import { checkExample, registeredRules } from '../rules/example.ts';
import { applyEdits } from '../text/edit.ts';
import { parseNix } from './source.ts';
import { suppressFile, suppressionsOf, suppressLine } from './suppressions.ts';

const wishes = (text: string) => suppressionsOf(parseNix(text, '/network.nix'));
const line = (text: string, at: number) => {
  const edits = suppressLine(parseNix(text, '/network.nix'), 'nix/target-host', at);
  return edits && applyEdits(text, edits);
};

describe('suppressions', () => {
  it('are read from comments only, with several codes and a reason', () => {
    expect(wishes('# nix-agents-disable nix/a, json/b -- c/d\n{ }')).toEqual([{ code: 'nix/a' }, { code: 'json/b' }]);
    expect(wishes('{\n  /* nix-agents-disable-next-line nix/a */\n  a = 1; }')).toEqual([{ code: 'nix/a', line: 2 }]);
    expect(wishes('"# nix-agents-disable nix/a"')).toEqual([]);
    expect(wishes('# nix-agents-disable\n# nix-agents-disabled nix/a\n# see nix-agents-disable nix/a\n1')).toEqual([]);
  });

  it('mean the line below where several stand above each other', () => {
    expect(wishes('{\r\n # nix-agents-disable-next-line nix/a\r\n # nix-agents-disable-next-line nix/b\r\n}')).toEqual([
      { code: 'nix/a', line: 3 },
      { code: 'nix/b', line: 3 },
    ]);
  });

  it('are written with the indentation and the line end of the text, and never into a string', () => {
    const comment = '# nix-agents-disable-next-line nix/target-host';
    expect(line('{\r\n\ta = 1;\r\n}', 1)).toBe(`{\r\n\t${comment}\r\n\ta = 1;\r\n}`);
    expect(line('1', 0)).toBe(`${comment}\n1`);
    expect(line("''\n  a\n''", 1)).toBeUndefined();
    expect(line("{ a = ''\n  x\n'';\nb = 2; }", 3)).toBe(`{ a = ''\n  x\n'';\n${comment}\nb = 2; }`);
    const script = '#! /usr/bin/env nix-shell\n#! nix-shell -p hello\n{ }';
    expect(applyEdits(script, suppressFile(parseNix(script, '/a.nix'), 'nix/a'))).toBe(
      '#! /usr/bin/env nix-shell\n#! nix-shell -p hello\n# nix-agents-disable nix/a\n{ }',
    );
  });
});

const ofNix = registeredRules().filter(({ rule }) => rule.code.startsWith('nix/'));

it.each(ofNix.map((entry) => [entry.rule.code, entry] as const))('silence %s in its own example', (code, entry) => {
  for (const example of entry.rule.examples) {
    const codes = (text: string) => checkExample(entry, example, text, example).map((finding) => finding.code);
    expect(codes(example.bad)).toContain(code);
    expect(codes(`# nix-agents-disable ${code}\n${example.bad}`)).not.toContain(code);
  }
});
