import { expiryText } from '../../keys/expiry.ts';
import { expiryOf } from '../../keys/jwt.ts';
import type { Hint } from '../format.ts';

/** When a token expires, where it says so. */
export function hintOfToken(claims: Record<string, unknown> | undefined, offset: number, now: number): Hint[] {
  const expiry = claims && expiryOf(claims);
  return expiry === undefined ? [] : [{ offset, text: expiryText(expiry, now) }];
}
