import type { Rule } from '../../../rules/rule.ts';
import { type BinaryCaches, fieldOf } from '../model.ts';

export const extraSigningKey: Rule<BinaryCaches> = {
  code: 'binary-caches/extra-signing-key',
  severity: 'warning',
  summary: 'A Cachix cache has one signing key.',
  reason: 'The agent signs with the first key and never looks at the others.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["<<signing mycache.cachix.org-1>>", "<<signing mycache.cachix.org-2>>"] } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["<<signing mycache.cachix.org-1>>"] } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const cache of caches) {
      const { name, kind } = cache;
      const array = fieldOf(cache, 'signingKeys')?.value;
      if (kind !== 'CachixCache' || array?.type !== 'array') continue;
      for (const item of array.items.slice(1)) {
        if (item.type !== 'string') continue;
        yield {
          start: item.start,
          end: item.end,
          message: `The agent never uses this key: only the first signing key of cache "${name}" counts.`,
          fixes: [{ title: 'Delete this signing key', edits: editor.removeItem(array, item) }],
        };
      }
    }
  },
};
