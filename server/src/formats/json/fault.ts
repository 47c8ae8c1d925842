import type { ProposedFix } from '../../rules/rule.ts';
import type { Span } from '../../text/span.ts';

/** A place where a text is not strict JSON. */
export interface SyntaxFault extends Span {
  message: string;
  fixes: ProposedFix[];
}

export type Report = (fault: SyntaxFault) => void;

export function fault(span: Span, message: string, fixes: ProposedFix[] = []): SyntaxFault {
  return { start: span.start, end: span.end, message, fixes };
}

/** A fix that puts `text` in the place of `span`. */
export function replace(title: string, span: Span, text: string, safe = false): ProposedFix {
  return { title, safe, edits: [{ start: span.start, end: span.end, text }] };
}

/** Removes a stretch of text with the blanks before it, and with its line where nothing else is on it. */
export function removal(text: string, span: Span): Span {
  let start = span.start;
  while (start > 0 && isBlank(text.charCodeAt(start - 1))) start--;
  let end = span.end;
  while (end < text.length && isBlank(text.charCodeAt(end))) end++;
  const startsLine = start === 0 || isLineEnd(text.charCodeAt(start - 1));
  const endsLine = end === text.length || isLineEnd(text.charCodeAt(end));
  if (startsLine && endsLine) {
    if (text.startsWith('\r\n', end)) return { start, end: end + 2 };
    return { start, end: Math.min(end + 1, text.length) };
  }
  if (endsLine) return { start, end };
  // Something follows on the line: what was apart stays apart, and an indentation stays.
  return { start: startsLine ? span.start : Math.min(span.start, start + 1), end };
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9;
}

function isLineEnd(unit: number): boolean {
  return unit === 10 || unit === 13;
}
