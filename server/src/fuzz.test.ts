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
import type { Span } from './text/span.ts';

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

/** What leads elsewhere or is shown at places is at places that the text has. */
function expectInside(format: Format, context: CheckContext, offset: number): void {
  const { document } = context;
  const { model, text, lines } = document;
  const written = format.fileAt?.(model, offset, document);
  const selections = format.selections?.(model, offset) ?? [];
  const spans: Span[] = [
    ...(format.names?.(model, document) ?? []),
    ...(format.links?.(model, document) ?? []),
    ...(format.hints?.(model, { start: 0, end: text.length }, context) ?? []).map((hint) => ({
      start: hint.offset,
      end: hint.offset,
    })),
    ...(written ? [written] : []),
    ...selections,
  ];
  for (const { start, end } of spans) expect(0 <= start && start <= end && end <= text.length).toBe(true);
  selections.forEach((inner, index) => {
    const outer = selections[index + 1] ?? { start: 0, end: text.length };
    expect(outer.start <= inner.start && inner.end <= outer.end).toBe(true);
  });
  const last = lines.position(text.length).line;
  for (const { startLine, endLine } of format.folds?.(model, document) ?? []) {
    expect(0 <= startLine && startLine < endLine && endLine <= last).toBe(true);
  }
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
          expectInside(format, context, offset);
        }),
        { numRuns: 1500 },
      );
    });
  },
);
