/** A stretch of text, in UTF-16 units from the beginning; `end` is the unit after the last. */
export interface Span {
  start: number;
  end: number;
}

export function contains(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
