import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from './documents/document.ts';
import type { Format } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { parseJson } from './formats/json/parser.ts';
import { checkDocument } from './rules/check.ts';
import { registeredRules } from './rules/example.ts';
import { fillExample } from './rules/examples.ts';
import { editsOf } from './rules/fix.ts';
import type { CheckContext } from './rules/rule.ts';
import { applyEdits } from './text/edit.ts';

const corpus = formats.map((format) => {
  const examples = registeredRules()
    .filter((entry) => entry.format === format)
    .flatMap(({ rule }) => rule.examples);
  return { format, texts: examples.flatMap(({ bad, good }) => [fillExample(bad), fillExample(good)]) };
});

const piece = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\n',
  '\r\n',
  '\u0000',
  '\ufeff',
  '\ud800',
  '=',
  ';',
  '(1)',
  '//',
  '#',
  "'",
  '${',
  'null',
  '1',
  '"kind": "NixCache"',
  '"publicKeys": null',
  '""',
  ' ',
);

/** A text of the corpus with some stretches cut out, doubled or replaced. */
function mutated(texts: readonly string[]): fc.Arbitrary<string> {
  const mutation = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(20),
    insert: fc.option(piece),
    double: fc.boolean(),
  });
  return fc.tuple(fc.constantFrom(...texts), fc.array(mutation, { maxLength: 4 })).map(([text, mutations]) =>
    mutations.reduce((current, { at, length, insert, double }) => {
      const start = Math.floor(at * current.length);
      const cut = double ? start : start + length;
      return (
        current.slice(0, start) +
        (insert ?? '') +
        (double ? current.slice(start, start + length) : '') +
        current.slice(cut)
      );
    }, text),
  );
}

function contextOf(format: Format, text: string): CheckContext {
  const path = join('/', 'workspace', format.fileName);
  const document = parseDocument(path, format, text);
  return { document, documents: [document], facts: { of: () => ({}), agents: [] }, now: 0 };
}

describe.each(corpus.filter(({ texts }) => texts.length > 0).map((entry) => [entry.format.id, entry] as const))(
  '%s',
  (_, { format, texts }) => {
    it('has an answer to any text, and fixes that can be applied and leave JSON valid', () => {
      fc.assert(
        fc.property(mutated(texts), fc.nat(), (text, place) => {
          const context = contextOf(format, text);
          const { document } = context;
          const isJson = format.fileName.endsWith('.json');
          const wasValid = isJson && parseJson(text).faults.length === 0;
          for (const { range, fixes } of checkDocument(format, context)) {
            const span = document.lines.span(range);
            expect(span.start <= span.end && span.end <= text.length).toBe(true);
            for (const fix of fixes) {
              const mended = applyEdits(text, editsOf(fix, document.lines));
              if (wasValid) expect(parseJson(mended).faults).toEqual([]);
            }
          }
          const offset = place % (text.length + 1);
          format.completion?.(document.model, offset, context);
          format.hover?.(document.model, offset, context);
          format.symbols?.(document.model, context);
        }),
        { numRuns: 1500 },
      );
    });
  },
);
