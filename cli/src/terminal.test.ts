import fc from 'fast-check';
import { expect, it } from 'vitest';
import { harmless } from './terminal.ts';

it.each([
  ['plain text, ümläut, 漢字\n\tindented', false, 'plain text, ümläut, 漢字\n\tindented'],
  ['\x1b[31mred\x1b[0m', false, 'red'],
  ['\x1b[31mred\x1b[0m', true, '\x1b[31mred\x1b[0m\x1b[0m'],
  ['\x1b[31mred', true, '\x1b[31mred\x1b[0m'],
  ['clear\x1b[2J\x1b[Hscreen', true, 'clearscreen'],
  ['title\x1b]0;pwned\x07!', true, 'title!'],
  ['link\x1b]8;;http://x\x1b\\here', true, 'linkhere'],
  ['back\x08\x08, return\rover, bell\x07', false, 'back␈␈, return␍over, bell␇'],
  ['8-bit \x9b2J', true, '8-bit \ufffd2J'],
  ['lone \x1b', true, 'lone ␛'],
])('makes %j (colour %s) harmless', (text, colour, expected) => {
  expect(harmless(text, colour)).toBe(expected);
});

it('lets no control character through', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('\x1b', '\x1b[', '\x1b]', '\x9b', '\x07', '\x1b\\', ';1m', '\x00'),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      expect(harmless(pieces.join(''))).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
      expect(harmless(pieces.join(''), true).replace(/\x1b\[[0-9;:]*m/g, '')).not.toMatch(
        /[\x00-\x08\x0b-\x1f\x7f-\x9f]/,
      );
    }),
  );
});
