import type { Span } from './span.ts';

/** Replaces a stretch of text. */
export interface Edit extends Span {
  text: string;
}

/**
 * Applies edits that do not overlap; insertions at one place keep their order.
 * @throws RangeError where two edits overlap
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits.map((edit, index) => ({ edit, index }));
  ordered.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index);
  let result = '';
  let at = 0;
  for (const { edit } of ordered) {
    if (edit.start < at) throw new RangeError('two edits overlap');
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Whether `edits` can be applied together with those in `taken`. */
export function compatible(edits: readonly Edit[], taken: readonly Edit[]): boolean {
  return edits.every((a) => taken.every((b) => a.end < b.start || b.end < a.start));
}
