import type { Finding, Fix } from '../../../protocol/src/findings.ts';
import { applyEdits, compatible, type Edit } from '../text/edit.ts';
import type { Lines } from '../text/lines.ts';

/** One pass of fixes over a text: those that do not touch each other. */
export function applySafeFixes(
  text: string,
  lines: Lines,
  findings: readonly Finding[],
): { text: string; applied: string[] } {
  const edits: Edit[] = [];
  const applied: string[] = [];
  for (const { fixes } of findings) {
    const fix = fixes.find(({ safe, effect }) => safe && !effect);
    const proposed = fix && editsOf(fix, lines);
    if (!proposed || !compatible(proposed, edits)) continue;
    edits.push(...proposed);
    applied.push(fix.title);
  }
  return { text: applyEdits(text, edits), applied };
}

export function editsOf(fix: Fix, lines: Lines): Edit[] {
  return fix.edits.map(({ range, newText }) => ({ ...lines.span(range), text: newText }));
}
