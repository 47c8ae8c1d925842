import type { Rule } from '../../../rules/rule.ts';
import { type BinaryCaches, type Cache, fieldOf } from '../model.ts';

export const notPushable: Rule<BinaryCaches> = {
  code: 'binary-caches/not-pushable',
  severity: 'warning',
  summary: 'A Cachix cache has a signing key or a token to push with.',
  reason:
    'The agent offers each cache of this file to builds as one that it can push to. Without a key or a token it cannot, and builds fail with `Cache not found`. A cache that is only read belongs in nix.conf, as a substituter.',
  examples: [
    {
      bad: '{\n  "mycache": {\n    "kind": "CachixCache",\n    "publicKeys": ["<<public mycache.cachix.org-1>>"]\n  }\n}\n',
      good: '{\n  "mycache": {\n    "kind": "CachixCache",\n    "publicKeys": ["<<public mycache.cachix.org-1>>"],\n    "authToken": "<<jwt {}>>"\n  }\n}\n',
    },
  ],
  *check({ caches, editor }) {
    for (const cache of caches) {
      if (cache.kind !== 'CachixCache' || !cache.object || cache.object.broken || hasCredential(cache)) continue;
      const present = fieldOf(cache, 'authToken');
      yield {
        start: cache.property.key.start,
        end: cache.property.key.end,
        message: `The agent cannot push to cache "${cache.name}": it has neither a signing key nor an authToken. A cache that is only read belongs in nix.conf.`,
        hostError: `Cache not found ${cache.name}`,
        fixes: [
          {
            title: 'Insert "authToken"',
            edits: present
              ? editor.replaceValue(present.value, '')
              : editor.insertProperty(cache.object, 'authToken', ''),
          },
        ],
      };
    }
  },
};

function hasCredential(cache: Cache): boolean {
  const keys = fieldOf(cache, 'signingKeys')?.value;
  const token = fieldOf(cache, 'authToken')?.value;
  const hasKey = keys !== undefined && keys.type !== 'null' && !(keys.type === 'array' && keys.items.length === 0);
  return hasKey || (token !== undefined && token.type !== 'null');
}
