import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../protocol/src/findings.ts';
import { classify } from '../documents/classify.ts';
import { type Document, parseDocument } from '../documents/document.ts';
import type { FileFacts } from '../facts/facts.ts';
import type { Format } from '../formats/format.ts';
import { formatOf, formats } from '../formats/index.ts';
import { applyEdits } from '../text/edit.ts';
import { linesOf } from '../text/lines.ts';
import { checkDocument } from './check.ts';
import { fillExample } from './examples.ts';
import type { Example, Rule } from './rule.ts';

const folder = join('/', 'workspace');

function documentOf(name: string, text: string, format?: Format): Document {
  const path = join(folder, name);
  const claimed = format ?? formatOf(classify(path, text));
  if (!claimed) throw new Error(`no format claims ${name}`);
  return parseDocument(path, claimed, text);
}

function findings(
  format: Format,
  name: string,
  text: string,
  example: Example,
  facts: Record<string, FileFacts> | undefined,
): Finding[] {
  const document = documentOf(name, text, format);
  const others = Object.entries(example.others ?? {}).map(([other, content]) =>
    documentOf(other, fillExample(content)),
  );
  return checkDocument(format, {
    document,
    documents: [document, ...others],
    now: Date.UTC(2026, 0, 1),
    facts: {
      agents: [],
      of: (path) =>
        Object.entries(facts ?? {}).find(
          ([relative]) => path === resolve(folder, relative === '.' ? name : relative),
        )?.[1] ?? {},
    },
  });
}

const rules = new Map<string, { rule: Rule; format: Format }>();
for (const format of formats) {
  for (const rule of format.rules) {
    const named = rule.examples.some(({ name }) => name === undefined || name === format.fileName);
    if (named && !rules.has(rule.code)) rules.set(rule.code, { rule, format });
  }
}

describe.each([...rules.values()].map((entry) => [entry.rule.code, entry] as const))('%s', (code, { rule, format }) => {
  it('says what it forbids, and why, in whole sentences', () => {
    expect(code).toMatch(/^[a-z-]+\/[a-z-]+$/);
    expect(rule.summary).toMatch(/^[A-Z`.].*\.$/);
    expect(rule.reason).toMatch(/\.$/);
    expect(rule.examples.length).toBeGreaterThan(0);
  });

  it.each(rule.examples.map((example, index) => [index + 1, example] as const))(
    'finds the fault of example %i and not in its good twin',
    (_, example) => {
      const name = example.name ?? format.fileName;
      const bad = fillExample(example.bad);
      const found = findings(format, name, bad, example, example.facts).filter((finding) => finding.code === code);
      expect(found).not.toEqual([]);
      const good = findings(format, name, fillExample(example.good), example, example.goodFacts);
      expect(
        good
          .filter(({ severity }) => severity === 'error' || severity === 'warning')
          .map((finding) => `${finding.code}: ${finding.message}`),
      ).toEqual([]);
      expect(good.filter((finding) => finding.code === code)).toEqual([]);
    },
  );

  it.each(rule.examples.map((example, index) => [index + 1, example] as const))(
    'mends example %i by each of its fixes, once and for all',
    (_, example) => {
      const name = example.name ?? format.fileName;
      const bad = fillExample(example.bad);
      const lines = linesOf(bad);
      const check = (text: string): Finding[] =>
        findings(format, name, text, example, example.facts).filter((finding) => finding.code === code);
      const found = check(bad);
      for (const finding of found) {
        for (const fix of finding.fixes) {
          if (fix.effect) continue;
          const mended = applyEdits(
            bad,
            fix.edits.map(({ range, newText }) => ({ ...lines.span(range), text: newText })),
          );
          expect(mended).not.toBe(bad);
          // The finding is gone: there is one less of its kind, and none of the others is new.
          expect(check(mended).length).toBe(found.length - 1);
          // Line ends and indentation of what the fix does not touch stay as they were.
          expect(mended.includes('\r')).toBe(bad.includes('\r'));
          expect(mended.endsWith('\n')).toBe(bad.endsWith('\n'));
        }
      }
    },
  );
});
