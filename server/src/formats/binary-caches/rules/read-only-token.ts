import type { Rule } from '../../../rules/rule.ts';
import { testedCaches } from '../credentials.ts';
import type { BinaryCaches } from '../model.ts';

export const readOnlyToken: Rule<BinaryCaches> = {
  code: 'binary-caches/read-only-token',
  severity: 'error',
  summary: 'The token that the agent pushes with may write.',
  reason:
    'Without a signing key the agent pushes with the token alone, to every cache in the file. Where the token may only read, builds fail as soon as they push. Cachix is asked on command alone, by *Test Credentials* or `nix-agents check --online`.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {"scopes":"cache"}>>" } }\n',
      online: { credentials: { mycache: { state: 'known', permission: 'Read', publicKeys: [] } } },
    },
  ],
  *check({ caches }, context) {
    for (const { cache, token, answer } of testedCaches(caches, context)) {
      if (answer.state !== 'known' || answer.permission !== 'Read' || cache.signingKeys.length > 0 || !token) continue;
      const { start, end } = token;
      yield { start, end, message: 'This token may only read the cache: builds fail when they push to it.' };
    }
  },
};
