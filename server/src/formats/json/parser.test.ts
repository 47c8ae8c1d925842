import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../text/edit.ts';
import { parseJson } from './parser.ts';

/** aeson's grammar is that of JSON.parse, but for halves of surrogate pairs. */
function accepted(text: string): boolean {
  try {
    return wellFormed(JSON.parse(text));
  } catch {
    return false;
  }
}

function wellFormed(value: unknown): boolean {
  if (typeof value === 'string') return wellFormedText(value);
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(([key, inner]) => wellFormedText(key) && wellFormed(inner));
}

/** Half of a surrogate pair has no UTF-8. */
function wellFormedText(text: string): boolean {
  return Buffer.from(text).toString() === text;
}

const fragment = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '"b"',
  '1',
  '-0.5e3',
  'true',
  'null',
  ' ',
  '\n',
  '"',
  "'x'",
  '// c\n',
  '/* c */',
  '(1)',
  'x',
  '=',
  ';',
  '\u00a0',
  '\ufeff',
  '\\',
  '"\\ud800"',
  '"\\u00e9"',
  '\t',
  '#',
  '01',
  '.5',
  '"\t"',
  'None',
);

describe('parseJson', () => {
  it('finds no fault exactly where the agents find none', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join('')),
          fc.json(),
        ),
        (text) => {
          expect(parseJson(text).faults.length === 0).toBe(accepted(text));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('survives nesting deeper than any call stack', () => {
    const depth = 200_000;
    expect(parseJson('['.repeat(depth) + ']'.repeat(depth)).faults).toEqual([]);
    expect(parseJson('{"a":'.repeat(depth)).faults.length).toBeGreaterThan(0);
  });

  it.each([
    ['{"a": 1,}', '{"a": 1}'],
    ['{\n  "a": 1, // one\n  "b": 2\n}', '{\n  "a": 1,\n  "b": 2\n}'],
    ['{\n  // one\n  "a": 1\n}', '{\n  "a": 1\n}'],
    ['{\r\n  # one\r\n  "a": 1\r\n}', '{\r\n  "a": 1\r\n}'],
    ['{ "a": 1 (1)\n, "b": 2 (2)\n}', '{ "a": 1\n, "b": 2\n}'],
    ['\ufeff{}', '{}'],
    ['{"a": 1 "b": 2}', '{"a": 1, "b": 2}'],
    ["{'a': 'it\\'s'}", '{"a": "it\'s"}'],
    ['{\u201ca\u201d: 1}', '{"a": 1}'],
    ['{a: 1}', '{"a": 1}'],
    ['{"a": True}', '{"a": true}'],
    ['{"a" = 1;}', '{"a" : 1}'],
    ['{"a": [1, 2}', '{"a": [1, 2]}'],
    ['{"a": 1]', '{"a": 1}'],
    ['{\n  "a": {\n    "b": 1\n', '{\n  "a": {\n    "b": 1\n  }\n}\n'],
    ['{"a": "b\n}', '{"a": "b"\n}'],
    ['{"a": "b\tc"}', '{"a": "b\\tc"}'],
    ['{"a": "C:\\data"}', '{"a": "C:\\\\data"}'],
    ['{}\n}\n', '{}\n'],
    ['{} {}', '{} '],
    ['', '{}\n'],
    ['{"a":\u00a01}', '{"a": 1}'],
  ])('mends %j', (broken, mended) => {
    let text = broken;
    for (let round = 0; round < 10; round++) {
      const fix = parseJson(text).faults.flatMap(({ fixes }) => fixes)[0];
      if (!fix) break;
      text = applyEdits(text, fix.edits);
    }
    expect(text).toBe(mended);
    expect(parseJson(text).faults).toEqual([]);
  });

  it('keeps both of two equal names, and the place of each value', () => {
    const { root } = parseJson('{"a": 1, "a": [true]}');
    expect(root).toMatchObject({
      type: 'object',
      properties: [
        { key: { value: 'a', start: 1 }, value: { type: 'number', value: 1, start: 6, end: 7 } },
        { key: { value: 'a', start: 9 }, value: { type: 'array', start: 14, end: 20 }, end: 20 },
      ],
    });
  });
});
