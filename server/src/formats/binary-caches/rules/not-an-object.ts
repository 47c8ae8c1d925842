import type { Rule } from '../../../rules/rule.ts';
import type { Literal } from '../../../tree/editor.ts';
import { propertyOf, type Value } from '../../../tree/value.ts';
import { describe, typeMismatch, unknownKind } from '../aeson.ts';
import type { BinaryCaches } from '../model.ts';

export const notAnObject: Rule<BinaryCaches> = {
  code: 'binary-caches/not-an-object',
  severity: 'error',
  summary: 'The file is one object of caches by name, and each cache is an object.',
  reason:
    'The agent reads the file as a map from the name of a cache to its description. It does not start with anything else, and its message names neither the file nor the cache.',
  examples: [
    {
      bad: '[\n  { "name": "mycache", "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" }\n]\n',
      good: '{\n  "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" }\n}\n',
    },
    {
      bad: '{ "mycache": "mycache.cachix.org" }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
    },
  ],
  *check({ root, caches, editor }) {
    if (root && root.type !== 'object' && root.type !== 'unknown') {
      const map = root.type === 'array' ? byName(root.items) : undefined;
      yield {
        start: root.start,
        end: root.type === 'array' ? root.start + 1 : root.end,
        message: `The file must be an object of caches by name, not ${describe(root)}: the agent does not start.`,
        hostError: typeMismatch('', 'Map~Text', 'Object', root),
        fixes: map ? [{ title: 'Turn into an object of caches by name', edits: editor.replaceValue(root, map) }] : [],
      };
    }
    for (const { property, name } of caches) {
      const { value } = property;
      if (value.type === 'object' || value.type === 'unknown') continue;
      yield {
        start: value.start,
        end: value.end,
        message: `Cache "${name}" must be an object, not ${describe(value)}: the agent does not start.`,
        hostError: typeMismatch('', unknownKind, 'Object', value),
      };
    }
  },
};

/** The caches of an array whose elements say their names. */
function byName(items: readonly Value[]): Literal | undefined {
  const caches: [string, Literal][] = [];
  for (const item of items) {
    const name = item.type === 'object' ? propertyOf(item, 'name')?.value : undefined;
    const literal = literalOf(item);
    if (name?.type !== 'string' || literal === undefined || typeof literal !== 'object') return undefined;
    caches.push([name.value, Object.fromEntries(Object.entries(literal ?? {}).filter(([key]) => key !== 'name'))]);
  }
  return new Set(caches.map(([name]) => name)).size === items.length && items.length > 0
    ? Object.fromEntries(caches)
    : undefined;
}

function literalOf(value: Value, depth = 0): Literal | undefined {
  if (depth > 10) return undefined;
  switch (value.type) {
    case 'unknown':
      return undefined;
    case 'null':
      return null;
    case 'array': {
      const items = value.items.map((item) => literalOf(item, depth + 1));
      return items.some((item) => item === undefined) ? undefined : (items as Literal[]);
    }
    case 'object': {
      const entries = value.properties.map(
        ({ key, value: inner }) => [key.value, literalOf(inner, depth + 1)] as const,
      );
      return entries.some(([, inner]) => inner === undefined) ? undefined : (Object.fromEntries(entries) as Literal);
    }
    default:
      return value.value;
  }
}
