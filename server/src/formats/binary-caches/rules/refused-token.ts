import type { Rule } from '../../../rules/rule.ts';
import { testedCaches } from '../credentials.ts';
import type { BinaryCaches } from '../model.ts';

export const refusedToken: Rule<BinaryCaches> = {
  code: 'binary-caches/refused-token',
  severity: 'error',
  summary: 'Cachix takes the token of the cache.',
  reason:
    'With a token that Cachix refuses the agent can neither read a private cache nor push. Cachix is asked on command alone, by *Test Credentials* or `nix-agents check --online`.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {"scopes":"cache"}>>" } }\n',
      online: { credentials: { mycache: { state: 'refused' } } },
    },
  ],
  *check({ caches }, context) {
    for (const { cache, token, answer } of testedCaches(caches, context)) {
      if (answer.state !== 'refused') continue;
      const { start, end } = token ?? cache.property.key;
      const message = token
        ? 'Cachix refuses this token for the cache: it was revoked, or is one for another cache. Create a new one at https://app.cachix.org.'
        : `Cachix shows "${cache.name}" to nobody without a token: it is private, or there is none of that name.`;
      yield { start, end, message };
    }
  },
};
