import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from './grammar/nix.parser.ts';

/** A Nix file, parsed. Broken files have a tree too: what can be read of them is in it. */
export interface NixSource {
  /** Absolute. */
  path: string;
  text: string;
  tree: Tree;
}

export function parseNix(text: string, path: string): NixSource {
  return { path, text, tree: parser.parse(text) };
}

export function textOf(source: NixSource, node: { from: number; to: number }): string {
  return source.text.slice(node.from, node.to);
}

/** The children of a node that are not punctuation, keywords, comments or errors. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!notParts.has(child.name) && /^[A-Z]/.test(child.name)) parts.push(child);
  }
  return parts;
}

const notParts = new Set(['LineComment', 'BlockComment', 'Operator']);
