import type { Rule } from '../../../rules/rule.ts';
import { nearest } from '../../../text/similar.ts';
import { type CacheKind, fieldsOf } from '../fields.ts';
import { type BinaryCaches, fieldOf } from '../model.ts';

export const unknownProperty: Rule<BinaryCaches> = {
  code: 'binary-caches/unknown-property',
  severity: 'info',
  summary: 'A cache has only properties that the agent reads.',
  reason:
    'The agent ignores every other property without a word: a misspelt `signingKey` is a cache without a signing key, and an `authToken` on a `NixCache` is never sent.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authtoken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
    },
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>", "auth_token": "" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
    },
    {
      bad: '{ "store": { "kind": "NixCache", "storeURI": "s3://bucket", "publicKeys": [], "signingKeys": [], "authToken": "" } }\n',
      good: '{ "store": { "kind": "NixCache", "storeURI": "s3://bucket", "publicKeys": [], "signingKeys": [] } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const cache of caches) {
      const { object, kind } = cache;
      const hasUnknownKind = !kind && fieldOf(cache, 'kind')?.value.type === 'string';
      if (!object || hasUnknownKind) continue;
      const known = namesOf(kind);
      for (const property of object.properties) {
        const name = property.key.value;
        if (known.includes(name) || name === 'apiVersion') continue;
        const similar = nearest(name, known);
        const isBeside = similar !== undefined && fieldOf(cache, similar) !== undefined;
        const meant = isBeside ? undefined : similar;
        const owner = kind ?? 'cache';
        yield {
          start: property.key.start,
          end: property.key.end,
          severity: similar ? 'warning' : 'info',
          message: meant
            ? `The agent ignores "${name}". Did you mean "${meant}"?`
            : similar
              ? `The agent ignores "${name}": it reads "${similar}", which this ${owner} has as well.`
              : `The agent ignores "${name}": a ${owner} has no such property.`,
          fixes: [
            ...(meant ? [{ title: `Rename to "${meant}"`, edits: editor.renameProperty(property, meant) }] : []),
            { title: `Delete "${name}"`, edits: editor.removeProperty(object, property) },
          ],
        };
      }
    }
  },
};

const names = new Map<CacheKind | undefined, string[]>();

function namesOf(kind: CacheKind | undefined): string[] {
  const known = names.get(kind) ?? fieldsOf(kind).map(({ name }) => name);
  names.set(kind, known);
  return known;
}
