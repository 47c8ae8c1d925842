import type { Document } from '../../documents/document.ts';
import type { Span } from '../../text/span.ts';
import { positionIn } from '../../tree/position.ts';
import type { Value } from '../../tree/value.ts';
import type { Fold } from '../format.ts';
import type { TomlTree } from './toml.ts';

/** Tables with headers of their own, each to the last line before the next, and arrays of several lines. */
export function foldsOfToml({ headers, root }: TomlTree, { text, lines }: Document): Fold[] {
  const line = (offset: number): number => lines.position(offset).line;
  const tables = headers.map(({ start }, index) => {
    const end = headers[index + 1]?.start ?? text.length;
    return { startLine: line(start), endLine: line(text.slice(0, end).trimEnd().length) };
  });
  const arrays = (root?.properties ?? []).flatMap(({ value }) => multiline(value, line));
  return [...arrays, ...tables].filter(({ startLine, endLine }) => startLine < endLine);
}

function multiline(value: Value, line: (offset: number) => number): Fold[] {
  if (value.type === 'object') return value.properties.flatMap((property) => multiline(property.value, line));
  return value.type === 'array' ? [{ startLine: line(value.start), endLine: line(value.end) - 1 }] : [];
}

/** The name or the value at an offset, and what is around it. */
export function selectionsOfToml({ root }: TomlTree, offset: number): Span[] {
  const { objects, array, value, part } = positionIn(root, offset);
  const innermost = objects.at(-1)?.property;
  const spans: (Span | undefined)[] = [
    value?.type === 'string' && value.end - value.start > 2
      ? { start: value.start + 1, end: value.end - 1 }
      : undefined,
    part === 'key' ? innermost?.key : value,
    array,
    ...objects.toReversed().flatMap(({ object, property }) => [property, object]),
  ];
  const nested: Span[] = [];
  for (const span of spans) {
    const last = nested.at(-1);
    const wider =
      span &&
      (!last || (span.start <= last.start && last.end <= span.end && span.end - span.start > last.end - last.start));
    if (wider && span.start <= offset && offset <= span.end) nested.push({ start: span.start, end: span.end });
  }
  return nested;
}
