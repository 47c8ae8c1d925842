import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../text/span.ts';
import type { Property, StringValue, Value } from '../tree/value.ts';
import type { NixValue } from './value.ts';

/** More than this is neither read nor checked: a tree that goes on for ever must end. */
const maxDepth = 20;

/** What is certain of a value as a tree with its places in one file: rules for JSON then hold for Nix, too. */
export function toTree(value: NixValue, depth = 0): Value {
  const at = spanOf(value.node);
  switch (value.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return { type: value.type, value: value.value, ...at } as Value;
    case 'null':
      return { type: 'null', ...at };
    case 'list':
      if (depth > maxDepth) break;
      return { type: 'array', items: value.items.map((item) => toTree(item(), depth + 1)), ...at };
    case 'set': {
      if (depth > maxDepth) break;
      const own = [...value.attributes].filter(([, { key }]) => isWrittenOut(key));
      const properties = own.map(([name, attribute]) =>
        propertyAt(name, attribute.key, toTree(attribute.value(), depth + 1)),
      );
      const broken = value.open || own.length < value.attributes.size;
      return { type: 'object', properties, ...(broken && { broken }), ...at };
    }
    default:
  }
  return { type: 'unknown', ...at };
}

export function propertyAt(name: string, key: SyntaxNode, value: Value): Property {
  const written: StringValue = { type: 'string', value: name, ...spanOf(key) };
  return { key: written, value, start: key.from, end: Math.max(key.to, value.end) };
}

export function spanOf(node: { from: number; to: number }): Span {
  return { start: node.from, end: node.to };
}

/** Not inherited, and its name not worked out: what can be changed where it stands. */
function isWrittenOut(key: SyntaxNode): boolean {
  return key.parent?.name === 'AttrPath' && key.name !== 'DynamicAttribute';
}
