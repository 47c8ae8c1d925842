import { nameOf } from '../../../keys/key.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { BinaryCaches } from '../model.ts';
import { cachixName, isCachixKeyName, takenNames } from '../names.ts';

export const cacheNameMismatch: Rule<BinaryCaches> = {
  code: 'binary-caches/cache-name-mismatch',
  severity: 'warning',
  summary: 'The public key of a Cachix cache bears the name of that cache.',
  reason:
    'Cachix names the keys of a cache `<cache>.cachix.org-<n>`. Where the name before the key is another one, the entry is probably not called as the cache is on Cachix, or the key is that of another cache.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public yourcache.cachix.org-1>>"], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "yourcache": { "kind": "CachixCache", "publicKeys": ["<<public yourcache.cachix.org-1>>"], "authToken": "<<jwt {}>>" } }\n',
    },
  ],
  *check({ caches, editor }) {
    const isTaken = takenNames(caches);
    for (const { property, name, kind, publicKeys } of caches) {
      if (kind !== 'CachixCache') continue;
      const cache = cachixName(name);
      if (publicKeys.some((key) => key.right && isCachixKeyName(nameOf(key) ?? '', cache))) continue;
      for (const key of publicKeys) {
        const keyName = nameOf(key);
        if (!keyName || !key.right) continue;
        const { node } = key;
        const other = /^([a-z0-9][a-z0-9._-]*)\.cachix\.org-\d+$/.exec(keyName)?.[1];
        const free = other !== undefined && !isTaken(other);
        yield {
          start: node.start,
          end: node.end,
          message: `This key belongs to "${keyName}", not to "${cache}.cachix.org": is the cache called "${name}" on Cachix?`,
          fixes: free
            ? [{ title: `Rename the cache to "${other}"`, edits: editor.renameProperty(property, other) }]
            : [],
        };
      }
    }
  },
};
