import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aesonSyntaxError } from './aeson.ts';
import { parseJson } from './parser.ts';

it.each([
  ['{', 'Unexpected end-of-input, expecting record key literal or }'],
  ['{"a"', 'Unexpected end-of-input, expecting :'],
  ['{"a":', 'Unexpected end-of-input, expecting JSON value'],
  ['{"a":1', 'Unexpected end-of-input, expecting , or }'],
  ['{"a":1,', 'Unexpected end-of-input, expecting key literal'],
  ['{"a":1,}', 'Unexpected "…", expecting key literal'],
  ['{"a":1 "b":2}', 'Unexpected "…", expecting , or }'],
  ['{"a" 1}', 'Unexpected "…", expecting :'],
  ['{a:1}', 'Unexpected "…", expecting record key literal or }'],
  ['[', 'Unexpected end-of-input, expecting JSON value or ]'],
  ['[1', 'Unexpected end-of-input, expecting , or ]'],
  ['[1,]', 'Unexpected "…", expecting JSON value'],
  ['[1 2]', 'Unexpected "…", expecting , or ]'],
  ['\ufeff{}', 'Unexpected "…", expecting JSON value'],
  ['{} {}', 'Trailing garbage'],
  ['["a', 'Unexpected end-of-input while parsing string literal'],
  ['["a\tb"]', 'Unexpected control character while parsing string literal'],
])('words the refusal of %j as aeson does', (text, error) => {
  expect(aesonSyntaxError(text)).toBe(`Error in $: ${error}`);
});

it('refuses exactly what the parser finds fault with', () => {
  const fragment = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"\\u0041"',
    '"\\x"',
    '"\ud83d\ude00"',
    '1',
    '-',
    '0',
    '.5',
    'e3',
    'true',
    'null',
    ' ',
    '\n',
    '"',
    "'",
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 14 }), (parts) => {
      const text = parts.join('');
      expect(aesonSyntaxError(text) === undefined).toBe(parseJson(text).faults.length === 0);
    }),
    { numRuns: 5000 },
  );
});
