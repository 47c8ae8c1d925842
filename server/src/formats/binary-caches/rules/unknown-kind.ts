import type { Rule } from '../../../rules/rule.ts';
import { nearest } from '../../../text/similar.ts';
import { cacheKinds, isCacheKind } from '../fields.ts';
import { type BinaryCaches, stringOf } from '../model.ts';

export const unknownKindRule: Rule<BinaryCaches> = {
  code: 'binary-caches/unknown-kind',
  severity: 'warning',
  summary: 'The `kind` of a cache is `CachixCache` or `NixCache`, in exactly this spelling.',
  reason:
    'The agent skips an entry of another kind with a warning, and then runs without that cache. A kind that is only misspelt is an error. `AtticCache` is in no released agent.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "cachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const cache of caches) {
      const kind = stringOf(cache, 'kind');
      if (!kind || isCacheKind(kind.value)) continue;
      const meant = nearest(kind.value, cacheKinds);
      const attic = kind.value === 'AtticCache' ? ' No released agent knows Attic.' : '';
      yield {
        start: kind.start,
        end: kind.end,
        severity: meant ? 'error' : 'warning',
        message: meant
          ? `Unknown kind "${kind.value}": the agent skips this cache. Did you mean "${meant}"?`
          : `Unknown kind "${kind.value}": the agent skips this cache.${attic}`,
        hostError: `in entry ${cache.name}: unknown kind ${kind.value}`,
        fixes: meant ? [{ title: `Change to "${meant}"`, edits: editor.replaceString(kind, meant) }] : [],
      };
    }
  },
};
