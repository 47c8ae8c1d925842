import type { Rule } from '../../../rules/rule.ts';
import { testedCaches } from '../credentials.ts';
import type { BinaryCaches } from '../model.ts';

export const unknownCache: Rule<BinaryCaches> = {
  code: 'binary-caches/unknown-cache',
  severity: 'error',
  summary: 'Cachix knows a cache by the name.',
  reason:
    'The name in the file is the name of the cache on Cachix: the agent reads `https://NAME.cachix.org`. Cachix is asked on command alone, by *Test Credentials* or `nix-agents check --online`.',
  examples: [
    {
      bad: '{ "mycahce": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      online: { credentials: { mycahce: { state: 'unknown' } } },
    },
  ],
  *check({ caches }, context) {
    for (const { cache, answer } of testedCaches(caches, context)) {
      if (answer.state !== 'unknown') continue;
      const { start, end } = cache.property.key;
      yield { start, end, message: `Cachix has no cache "${cache.name}".` };
    }
  },
};
