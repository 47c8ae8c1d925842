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

/** Text of an indented string; what an escape stands for does not count as indentation. */
type Piece = { text: string; escaped?: true } | { interpolation: SyntaxNode };

/**
 * The parts of an `IndentedString` node, without the indentation that all lines share.
 * @see https://nix.dev/manual/nix/2.28/language/string-literals
 */
export function indentedStringParts(source: NixSource, node: SyntaxNode): StringPart[] {
  const parts = rawParts(source, node, 2);
  const first = parts[0];
  if (first && 'text' in first) parts[0] = { text: first.text.replace(/^ *\n/, '') };
  const pieces = parts.flatMap((part): Piece[] => ('text' in part ? piecesOf(part.text) : [part]));
  const stripped = withoutIndentation(pieces, sharedIndentation(pieces));
  const last = stripped.at(-1);
  // A last line of blanks stands for the place of the closing quotes.
  if (last && 'text' in last) stripped[stripped.length - 1] = { text: last.text.replace(/\n *$/, '\n') };
  return stripped;
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(/''(?:\\([\s\S])|([$']))/g)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    const [all, escaped, sign] = match;
    const plain = escaped === undefined ? (sign === '$' ? '$' : "''") : (escapes[escaped] ?? escaped);
    pieces.push({ text: plain, escaped: true });
    at = match.index + all.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

function sharedIndentation(pieces: readonly Piece[]): number {
  let shared = Number.POSITIVE_INFINITY;
  let atStart = true;
  let current = 0;
  for (const piece of pieces) {
    for (const unit of 'text' in piece && !piece.escaped ? piece.text : '$') {
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

function withoutIndentation(pieces: readonly Piece[], indentation: number): StringPart[] {
  let atStart = true;
  let dropped = 0;
  return pieces.map((piece) => {
    if ('interpolation' in piece) {
      atStart = false;
      return piece;
    }
    let text = '';
    for (const unit of piece.text) {
      if (unit === '\n') {
        atStart = true;
        dropped = 0;
      } else if (atStart && unit === ' ' && dropped < indentation) {
        dropped++;
        continue;
      } else if (unit !== ' ') atStart = false;
      text += unit;
    }
    return { text };
  });
}
