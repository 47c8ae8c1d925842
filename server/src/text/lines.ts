import type { Position, Range } from '../../../protocol/src/findings.ts';
import type { Span } from './span.ts';

/** Converts between offsets and the lines and characters of the language server protocol, in both directions. */
export interface Lines {
  position(offset: number): Position;
  offset(position: Position): number;
  range(span: Span): Range;
  span(range: Range): Span;
}

/** Lines end with LF, CR LF or a lone CR, as the language server protocol says. Offsets outside of the text are clamped. */
export function linesOf(text: string): Lines {
  let starts: number[] | undefined;
  const lineStarts = () => {
    starts ??= startsOf(text);
    return starts;
  };
  const position = (offset: number): Position => {
    const all = lineStarts();
    const clamped = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = all.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((all[middle] ?? 0) <= clamped) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: clamped - (all[low] ?? 0) };
  };
  const offset = ({ line, character }: Position): number => {
    const all = lineStarts();
    const start = all[line];
    if (start === undefined) return line < 0 ? 0 : text.length;
    return Math.max(start, Math.min(start + character, all[line + 1] ?? text.length));
  };
  return {
    position,
    offset,
    range: ({ start, end }) => ({ start: position(start), end: position(end) }),
    span: ({ start, end }) => ({ start: offset(start), end: offset(end) }),
  };
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
