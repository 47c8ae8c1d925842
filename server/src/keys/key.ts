import { createPrivateKey, createPublicKey } from 'node:crypto';
import { decodeBase64 } from './base64.ts';

/** What a text that should be a key turns out to be. `bytes` is present where the base64 part can be read. */
export interface Key {
  /** The part before the colon. */
  name?: string;
  bytes?: Buffer;
  /** Where the first character is that base64 does not know, counted in the whole text from 0. */
  badCharacter?: number;
}

/** Lengths in bytes of Ed25519 keys: a signing key is its seed followed by its public key. */
export const publicKeyLength = 32;
export const signingKeyLength = 64;

/** Splits `name:base64`, or bare base64, at the first colon. */
export function readKey(text: string): Key {
  const colon = text.indexOf(':');
  const decoded = decodeBase64(text.slice(colon + 1));
  const name = colon < 0 ? {} : { name: text.slice(0, colon) };
  if (decoded.state === 'bad-character') return { ...name, badCharacter: decoded.at + colon + 1 };
  return { ...name, bytes: decoded.bytes };
}

/** The public half that a signing key says it belongs to. */
export function publicHalf(signingKey: Buffer): Buffer {
  return signingKey.subarray(publicKeyLength, signingKeyLength);
}

/** Whether the seed of a signing key leads to the public half beside it. */
export function isConsistent(signingKey: Buffer): boolean {
  // The import takes `d` alone and derives the public key from it, ten times faster than reading PKCS #8.
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      d: signingKey.toString('base64url', 0, publicKeyLength),
      x: signingKey.toString('base64url', publicKeyLength, signingKeyLength),
    },
  });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return publicHalf(signingKey).equals(spki.subarray(-publicKeyLength));
}
