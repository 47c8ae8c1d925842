import type { Rule } from '../../../rules/rule.ts';
import { describe, typeMismatch, unknownKind } from '../aeson.ts';
import { type BinaryCaches, fieldOf } from '../model.ts';

export const missingKind: Rule<BinaryCaches> = {
  code: 'binary-caches/missing-kind',
  severity: 'error',
  summary: 'Each cache says its `kind`, as a string.',
  reason:
    'By its `kind` the agent decides how to read a cache. It does not start when one has none, and its message does not say which.',
  examples: [
    {
      bad: '{\n  "mycache": {\n    "publicKeys": ["<<public mycache.cachix.org-1>>"],\n    "authToken": "<<jwt {}>>"\n  }\n}\n',
      good: '{\n  "mycache": {\n    "kind": "CachixCache",\n    "publicKeys": ["<<public mycache.cachix.org-1>>"],\n    "authToken": "<<jwt {}>>"\n  }\n}\n',
    },
    {
      bad: '{ "store": { "kind": null, "storeURI": "s3://bucket", "publicKeys": [], "signingKeys": [] } }\n',
      good: '{ "store": { "kind": "NixCache", "storeURI": "s3://bucket", "publicKeys": [], "signingKeys": [] } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const cache of caches) {
      const { property, name, object } = cache;
      const kind = fieldOf(cache, 'kind');
      if (!object || kind?.value.type === 'string' || kind?.value.type === 'unknown') continue;
      if (!kind && object.broken) continue;
      const likely = fieldOf(cache, 'storeURI') ? 'NixCache' : 'CachixCache';
      yield kind
        ? {
            start: kind.value.start,
            end: kind.value.end,
            message: `The "kind" of cache "${name}" must be a string, not ${describe(kind.value)}: the agent does not start.`,
            hostError: typeMismatch('.kind', 'Text', 'String', kind.value),
            fixes: [{ title: `Write "${likely}"`, safe: true, edits: editor.replaceValue(kind.value, likely) }],
          }
        : {
            start: property.key.start,
            end: property.key.end,
            message: `Cache "${name}" has no "kind": the agent does not start.`,
            hostError: `Error in $: parsing ${unknownKind} failed, key "kind" not found`,
            fixes: [
              {
                title: `Insert "kind": "${likely}"`,
                safe: true,
                edits: editor.insertProperty(object, 'kind', likely, 'first'),
              },
            ],
          };
    }
  },
};
