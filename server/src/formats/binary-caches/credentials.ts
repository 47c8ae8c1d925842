import type { CredentialsAnswer } from '../../facts/online.ts';
import type { CheckContext } from '../../rules/rule.ts';
import type { StringValue } from '../../tree/value.ts';
import { type Cache, stringOf } from './model.ts';

/** A cache that Cachix was asked about, with the token that it was asked with, where there is one. */
export interface TestedCache {
  cache: Cache;
  token: StringValue | undefined;
  answer: CredentialsAnswer;
}

/** The caches whose credentials were tested on command, as they are now. */
export function testedCaches(caches: readonly Cache[], { facts: { online } }: CheckContext): TestedCache[] {
  if (!online) return [];
  return caches.flatMap((cache) => {
    if (cache.kind !== 'CachixCache') return [];
    const token = stringOf(cache, 'authToken');
    const answer = online.credentials(cache.name, token?.value);
    return answer ? [{ cache, token, answer }] : [];
  });
}
