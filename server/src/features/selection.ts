import type { Position, SelectionRange } from 'vscode-languageserver';
import type { Document } from '../documents/document.ts';
import { formatOf } from '../formats/index.ts';

/** One for each position; `null` where the editor selects by itself. */
export function selectionRanges(
  { format: id, model, lines, flaw }: Document,
  positions: Position[],
): SelectionRange[] | null {
  const format = flaw ? undefined : formatOf(id);
  const found = positions.map((position) => format?.selections?.(model, lines.offset(position)) ?? null);
  if (found.includes(null)) return null;
  const whole = { range: lines.range({ start: 0, end: Number.MAX_SAFE_INTEGER }) };
  return found.map((spans) =>
    (spans ?? []).reduceRight<SelectionRange>((parent, span) => ({ range: lines.range(span), parent }), whole),
  );
}
