import type { Rule } from '../../../rules/rule.ts';
import { missingKey } from '../aeson.ts';
import { type CacheKind, cacheFields, type Field } from '../fields.ts';
import { type BinaryCaches, fieldOf } from '../model.ts';

export const missingProperty: Rule<BinaryCaches> = {
  code: 'binary-caches/missing-property',
  severity: 'error',
  summary: 'A cache has all properties that its kind needs.',
  reason:
    'The agent does not start when one is missing. It says `key "publicKeys" not found`, and neither in which file nor in which cache. A `CachixCache` needs `publicKeys`; a `NixCache` needs `storeURI`, `publicKeys` and `signingKeys`, which may be `[]`.',
  examples: [
    {
      bad: '{\n  "mycache": {\n    "kind": "CachixCache",\n    "authToken": "<<jwt {}>>"\n  }\n}\n',
      good: '{\n  "mycache": {\n    "kind": "CachixCache",\n    "authToken": "<<jwt {}>>",\n    "publicKeys": ["<<public mycache.cachix.org-1>>"]\n  }\n}\n',
    },
    {
      bad: '{ "store": { "kind": "NixCache", "storeURI": "s3://bucket", "publicKeys": [] } }\n',
      good: '{ "store": { "kind": "NixCache", "storeURI": "s3://bucket", "publicKeys": [], "signingKeys": [] } }\n',
    },
  ],
  *check({ caches, editor, encrypted }) {
    for (const cache of caches) {
      const { property, name, object, kind } = cache;
      if (!object || object.broken) continue;
      for (const field of requiredOf(kind, encrypted)) {
        if (fieldOf(cache, field.name)) continue;
        const value = field.type === 'strings' ? [] : '';
        yield {
          start: property.key.start,
          end: property.key.end,
          message: `Cache "${name}" has no "${field.name}": the agent does not start.`,
          hostError: missingKey(field.name),
          fixes: [
            {
              title: `Insert "${field.name}": ${JSON.stringify(value)}`,
              edits: editor.insertProperty(object, field.name, value),
            },
          ],
        };
      }
    }
  },
};

const required: Record<CacheKind, readonly Field[]> = {
  CachixCache: cacheFields.CachixCache.filter((field) => field.required && field.name !== 'kind'),
  NixCache: cacheFields.NixCache.filter((field) => field.required && field.name !== 'kind'),
};

function requiredOf(kind: CacheKind | undefined, encrypted: boolean): readonly Field[] {
  // Encryption may hide the kind, but what a Cachix cache needs each kind needs.
  return kind ? required[kind] : encrypted ? required.CachixCache : [];
}
