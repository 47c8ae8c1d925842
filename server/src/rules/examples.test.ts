import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../protocol/src/findings.ts';
import { applyEdits } from '../text/edit.ts';
import { linesOf } from '../text/lines.ts';
import { checkExample, registeredRules } from './example.ts';
import { fillExample } from './examples.ts';
import { editsOf } from './fix.ts';

describe.each(registeredRules().map((entry) => [entry.rule.code, entry] as const))('%s', (code, entry) => {
  const { rule } = entry;
  const examples = rule.examples.map((example, index) => [index + 1, example] as const);

  it('says what it forbids, and why, in whole sentences', () => {
    expect(code).toMatch(/^[a-z-]+\/[a-z-]+$/);
    expect(rule.summary).toMatch(/^[A-Z`.].*\.$/);
    expect(rule.reason).toMatch(/\.$/);
    expect(rule.examples.length).toBeGreaterThan(0);
  });

  it.each(examples)('finds the fault of example %i and not in its good twin', (_, example) => {
    const found = checkExample(entry, example, fillExample(example.bad), example);
    expect(found.map((finding) => finding.code)).toContain(code);
    const good = checkExample(entry, example, fillExample(example.good), { facts: example.goodFacts ?? {} });
    expect(good.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
    expect(good.map((finding) => finding.code)).not.toContain(code);
  });

  it.each(examples)('mends example %i by each of its fixes, once and for all', (_, example) => {
    const bad = fillExample(example.bad);
    const lines = linesOf(bad);
    const check = (text: string): Finding[] =>
      checkExample(entry, example, text, example).filter((finding) => finding.code === code);
    const found = check(bad);
    for (const fix of found.flatMap(({ fixes }) => fixes)) {
      if (fix.effect) continue;
      const mended = applyEdits(bad, editsOf(fix, lines));
      expect(mended).not.toBe(bad);
      // The finding is gone, and with it the fix: applied again, there is one less to apply.
      expect(check(mended).length).toBe(found.length - 1);
      expect(mended.endsWith('\n')).toBe(bad.endsWith('\n'));
      // In a file with the line ends of Windows the same is done with those.
      const windows = bad.replaceAll('\n', '\r\n');
      const twin = check(windows)
        .flatMap(({ fixes }) => fixes)
        .find(({ title }) => title === fix.title);
      if (twin) expect(applyEdits(windows, editsOf(twin, linesOf(windows)))).not.toMatch(/(?<!\r)\n/);
    }
  });
});
