import { type SyntaxNode, type Tree, TreeFragment } from '@lezer/common';
import { type Lines, linesOf } from '../text/lines.ts';
import type { Span } from '../text/span.ts';
import { parser } from './grammar/nix.parser.ts';

/** A Nix file, parsed. Broken files have a tree too: what can be read of them is in it. */
export interface NixSource {
  /** Absolute. */
  path: string;
  text: string;
  lines: Lines;
  tree: Tree;
}

export function parseNix(text: string, path: string): NixSource {
  return { path, text, lines: linesOf(text), tree: parser.parse(text) };
}

/** Parses a text that differs from another one between `start` and `end` alone, with `inserted` in that place. */
export function parseChangedNix(before: NixSource, { start, end }: Span, inserted: string): NixSource {
  const text = before.text.slice(0, start) + inserted + before.text.slice(end);
  const fragments = TreeFragment.applyChanges(TreeFragment.addTree(before.tree), [
    { fromA: start, toA: end, fromB: start, toB: start + inserted.length },
  ]);
  return { path: before.path, text, lines: linesOf(text), tree: parser.parse(text, fragments) };
}

export function textOf(source: NixSource, node: { from: number; to: number }): string {
  return source.text.slice(node.from, node.to);
}

const notParts = new Set(['LineComment', 'BlockComment', 'Operator']);

/** The children of a node that are expressions, names and bindings: no punctuation, keywords, comments or errors. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (/^[A-Z]/.test(child.name) && !notParts.has(child.name)) parts.push(child);
  }
  return parts;
}
