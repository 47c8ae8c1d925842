import type { Span } from '../text/span.ts';
import type { NixSource } from './source.ts';

/** The expressions around an offset, the smallest first; of a string its content before its quotes. */
export function selectionsAt({ tree, text }: NixSource, offset: number): Span[] {
  const inner = tree.resolveInner(offset, 1);
  const spans: Span[] = [];
  const add = (start: number, end: number): void => {
    const last = spans.at(-1);
    if (start < end && (!last || (start <= last.start && last.end <= end && end - start > last.end - last.start))) {
      spans.push({ start, end });
    }
  };
  for (let node: typeof inner | null = inner; node; node = node.parent) {
    const quotes = node.name === 'String' ? 1 : node.name === 'IndentedString' ? 2 : 0;
    if (quotes > 0 && offset >= node.from + quotes && offset <= node.to - quotes) {
      add(node.from + quotes, node.to - quotes);
    }
    add(node.from, node.to);
  }
  add(0, text.length);
  return spans;
}
