import { expect, it } from 'vitest';
import { parseChangedNix, parseNix } from './source.ts';

const sets = Array.from({ length: 200 }, (_, index) => `  m${index} = { a.b = "x\${toString ${index}}"; };`).join('\n');
const text = `{ pkgs, ... }: {\n${sets}\n  # the end\n}\n`;

it.each([
  [text.indexOf('m100'), 4, 'x = 1;'],
  [text.indexOf('m0'), 0, "y = '' "],
  [text.length - 3, 1, '"'],
  [0, 5, ''],
])('parses what changed at %i as if it were new', (start, length, inserted) => {
  const changed = parseChangedNix(parseNix(text, '/a.nix'), { start, end: start + length }, inserted);
  expect(changed.text).toBe(text.slice(0, start) + inserted + text.slice(start + length));
  expect(changed.tree.toString()).toBe(parseNix(changed.text, '/a.nix').tree.toString());
});
