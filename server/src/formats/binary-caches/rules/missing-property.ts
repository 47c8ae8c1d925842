import type { Rule } from '../../../rules/rule.ts';
import { missingKey } from '../aeson.ts';
import { cacheFields, type Field } from '../fields.ts';
import type { BinaryCaches } from '../model.ts';

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
    for (const { property, name, object, kind, properties } of caches) {
      if (!object || object.broken) continue;
      for (const field of requiredOf(kind, encrypted)) {
        if (properties.has(field.name)) continue;
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

function requiredOf(kind: keyof typeof cacheFields | undefined, encrypted: boolean): Field[] {
  if (kind) return cacheFields[kind].filter(({ name, required }) => required && name !== 'kind');
  // Encryption hides the kind, but each kind needs this.
  return encrypted ? cacheFields.CachixCache.filter(({ name }) => name === 'publicKeys') : [];
}
