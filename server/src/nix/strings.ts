import type { SyntaxNode } from '@lezer/common';
import type { NixSource } from './source.ts';

/** A string or path as it is written: text with its escapes resolved, and interpolations. */
export type StringPart = { text: string } | { interpolation: SyntaxNode };

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

const unescaped = (text: string) =>
  text.replaceAll(/\r\n?/g, '\n').replaceAll(/\\([\s\S])/g, (_, escaped: string) => escapes[escaped] ?? escaped);

/** The parts of a `String` or `Path` node. */
export function stringParts(source: NixSource, node: SyntaxNode): StringPart[] {
  return node.name === 'Path'
    ? rawParts(source, node, 0)
    : rawParts(source, node, 1).map((part) => ('text' in part ? { text: unescaped(part.text) } : part));
}

function rawParts(source: NixSource, node: SyntaxNode, quotes: number): StringPart[] {
  const parts: StringPart[] = [];
  let at = node.from + quotes;
  const closed = quotes === 0 || source.text.slice(node.to - quotes, node.to) === source.text.slice(node.from, at);
  const end = closed ? Math.max(at, node.to - quotes) : node.to;
  for (const interpolation of node.getChildren('Interpolation')) {
    if (interpolation.from > at) parts.push({ text: source.text.slice(at, interpolation.from) });
    parts.push({ interpolation });
    at = interpolation.to;
  }
  if (end > at) parts.push({ text: source.text.slice(at, end) });
  return parts;
}

/**
 * The parts of an `IndentedString` node, without the indentation that all lines share.
 * @see https://nix.dev/manual/nix/2.28/language/string-literals
 */
export function indentedStringParts(source: NixSource, node: SyntaxNode): StringPart[] {
  const parts = rawParts(source, node, 2);
  const first = parts[0];
  if (first && 'text' in first) parts[0] = { text: first.text.replace(/^ *\n/, '') };
  const indentation = sharedIndentation(parts);
  return stripped(parts, indentation).map((part) => ('text' in part ? { text: unescapeIndented(part.text) } : part));
}

const unescapeIndented = (text: string) =>
  text.replaceAll(/''(?:\\([\s\S])|([$']))/g, (_, escaped: string | undefined, sign: string | undefined) =>
    escaped === undefined ? (sign === '$' ? '$' : "''") : (escapes[escaped] ?? escaped),
  );

function sharedIndentation(parts: readonly StringPart[]): number {
  let shared = Number.POSITIVE_INFINITY;
  let atStart = true;
  let current = 0;
  for (const part of parts) {
    for (const unit of 'text' in part ? part.text : '$') {
      if (unit === '\n') {
        atStart = true;
        current = 0;
      } else if (atStart && unit === ' ') current++;
      else if (atStart) {
        atStart = false;
        shared = Math.min(shared, current);
      }
    }
  }
  return shared;
}

function stripped(parts: readonly StringPart[], indentation: number): StringPart[] {
  let atStart = true;
  let dropped = 0;
  return parts.map((part, index): StringPart => {
    if (!('text' in part)) {
      atStart = false;
      return part;
    }
    let text = '';
    for (const unit of part.text) {
      if (unit === '\n') {
        atStart = true;
        dropped = 0;
        text += unit;
      } else if (atStart && unit === ' ' && dropped < indentation) dropped++;
      else {
        atStart = false;
        text += unit;
      }
    }
    // A last line of blanks stands for the place of the closing quotes.
    return { text: index === parts.length - 1 ? text.replace(/\n *$/, '\n') : text };
  });
}
