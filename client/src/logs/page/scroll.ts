/** A browser makes no element higher than this without losing rows. */
export const highest = 8_000_000;

/** Heights in pixels: of all rows, and of what can be seen of them. */
export interface Extent {
  content: number;
  viewport: number;
}

/** Where the scroll bar stands when the rows are scrolled by `offset` pixels. */
export function toScrollTop(offset: number, { content, viewport }: Extent): number {
  if (content <= highest) return offset;
  return (offset * (highest - viewport)) / (content - viewport);
}

/** How far the rows are scrolled when the scroll bar stands at `scrollTop`. */
export function toOffset(scrollTop: number, { content, viewport }: Extent): number {
  if (content <= highest) return scrollTop;
  return (scrollTop * (content - viewport)) / (highest - viewport);
}
