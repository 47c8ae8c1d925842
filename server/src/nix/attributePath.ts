import type { SyntaxNode } from '@lezer/common';
import { type NixSource, partsOf, textOf } from './source.ts';

/** The names that lead to a binding through the sets around it, as far as they are written out. */
export function pathTo(source: NixSource, binding: SyntaxNode): string[] {
  const path: string[] = [];
  for (let node = binding.parent; node; node = node.parent) {
    // What stands in a list is a module or a value of its own.
    if (node.name === 'List') break;
    if (node.name === 'Binding') path.unshift(...namesOf(source, node));
  }
  return path;
}

/** The names of a binding itself. */
export function namesOf(source: NixSource, binding: SyntaxNode): string[] {
  const path = binding.getChild('AttrPath');
  return path ? partsOf(path).map((part) => nameOf(source, part)) : [];
}

export function nameOf(source: NixSource, part: SyntaxNode): string {
  const text = textOf(source, part);
  return part.name === 'String' ? text.slice(1, -1) : text;
}
