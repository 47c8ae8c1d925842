import { expiryText } from '../../keys/expiry.ts';
import { expiryOf, readClaims } from '../../keys/jwt.ts';
import { belongTogether, nameOf } from '../../keys/key.ts';
import type { CheckContext } from '../../rules/rule.ts';
import type { Span } from '../../text/span.ts';
import type { Hint } from '../format.ts';
import { type BinaryCaches, stringOf } from './model.ts';

/** When tokens expire, and which public key a signing key belongs to. */
export function hintsOfBinaryCaches({ caches, encrypted }: BinaryCaches, shown: Span, { now }: CheckContext): Hint[] {
  if (encrypted) return [];
  return caches.flatMap((cache) => {
    const hints: Hint[] = [];
    if (cache.property.end < shown.start || cache.property.start > shown.end) return hints;
    const token = stringOf(cache, 'authToken');
    const claims = token && readClaims(token.value);
    const expiry = claims && expiryOf(claims);
    if (token && expiry !== undefined) hints.push({ offset: token.end, text: expiryText(expiry, now) });
    const publicKeys = cache.publicKeys.filter(({ right }) => right);
    for (const signingKey of cache.signingKeys.filter(({ right }) => right)) {
      const name = publicKeys.filter((key) => belongTogether(signingKey, key)).map(nameOf)[0];
      if (name) hints.push({ offset: signingKey.node.end, text: `belongs to ${name}` });
    }
    return hints;
  });
}
