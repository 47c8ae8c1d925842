import { createHash, createPrivateKey } from 'node:crypto';

/** Lengths in bytes of Ed25519 keys: a signing key is its seed followed by its public key. */
export const publicKeyLength = 32;
export const signingKeyLength = 64;

/** Digits of a public key of which every bit counts. */
const wholeDigits = Math.floor((publicKeyLength * 8) / 6);

const noDigit = 64;
/** What each base64 digit stands for, by code unit. */
const digitValues = new Uint8Array(128).fill(noDigit);
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  digitValues[digit.charCodeAt(0)] = value;

/** What a text that should be a key turns out to be. Nothing is copied or decoded before somebody asks for it. */
export interface Key {
  text: string;
  /** Where the colon between name and base64 stands; -1 where there is none. */
  colon: number;
  /** Where the digits end: at the padding. */
  end: number;
  /** Bytes that the digits stand for; -1 where they cannot be read. */
  length: number;
}

/**
 * Splits `name:base64`, or bare base64, at the first colon. Like Nix it leaves everything from the first `=` on
 * unread, so that padding may be missing.
 * @see https://github.com/NixOS/nix/blob/master/src/libutil/base-n.cc
 */
export function readKey(text: string): Key {
  const colon = text.indexOf(':');
  const padding = text.indexOf('=', colon + 1);
  const end = padding < 0 ? text.length : padding;
  const key: Key = { text, colon, end, length: -1 };
  if (badCharacterOf(key) < 0) key.length = Math.floor(((end - colon - 1) * 6) / 8);
  return key;
}

/** The part before the colon. */
export function nameOf({ text, colon }: Key): string | undefined {
  return colon < 0 ? undefined : text.slice(0, colon);
}

/** Where the first character is that base64 does not know, in UTF-16 units from 0; -1 where there is none. */
export function badCharacterOf({ text, colon, end }: Key): number {
  // A loop over a table: an expression would cost most of the time that a large file takes to read.
  for (let at = colon + 1; at < end; at++) if ((digitValues[text.charCodeAt(at)] ?? noDigit) === noDigit) return at;
  return -1;
}

function digitsOf({ text, colon, end }: Key): string {
  return text.slice(colon + 1, end);
}

// One memory for all decoding: a file may have thousands of keys, and none is kept.
const scratch = Buffer.alloc(signingKeyLength);

/** The public half that a signing key of the right length says it belongs to, in base64. */
export function publicHalf(signingKey: Key): string {
  scratch.write(digitsOf(signingKey), 'base64');
  return scratch.toString('base64', publicKeyLength, signingKeyLength);
}

/** Whether a public key is the one that a signing key says it belongs to; both of the right length. */
export function belongTogether(signingKey: Key, publicKey: Key): boolean {
  // The public half begins four bits into a digit: each of its own is made of two. To decode it would cost ten times as much.
  const from = signingKey.colon + 1 + wholeDigits;
  const to = publicKey.colon + 1;
  for (let i = 0; i <= wholeDigits; i++) {
    const high = digitValues[signingKey.text.charCodeAt(from + i)] ?? 0;
    const low = digitValues[signingKey.text.charCodeAt(from + i + 1)] ?? 0;
    const wanted = digitValues[publicKey.text.charCodeAt(to + i)] ?? 0;
    // Of the last digit the lowest two bits say nothing.
    const counts = i < wholeDigits ? 0b111111 : 0b111100;
    if (((((high << 6) | low) >> 2) & counts) !== (wanted & counts)) return false;
  }
  return true;
}

/** So many verdicts are kept: deriving a key takes some 50 µs, and each keystroke asks again. */
const mostKept = 2000;
const verdicts = new Map<string, boolean>();

/** Whether the seed of a signing key leads to the public half beside it. */
export function isConsistent(signingKey: Key): boolean {
  const digits = digitsOf(signingKey);
  const hash = createHash('sha256').update(digits).digest('base64');
  const known = verdicts.get(hash);
  if (known !== undefined) return known;
  scratch.write(digits, 'base64');
  const seed = scratch.toString('base64url', 0, publicKeyLength);
  const half = scratch.toString('base64url', publicKeyLength, signingKeyLength);
  // The import derives the public key from `d` alone; as a JWK it is ten times faster than as PKCS #8.
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', d: seed, x: half } });
  const verdict = key.export({ format: 'jwk' }).x === half;
  if (verdicts.size >= mostKept) verdicts.clear();
  verdicts.set(hash, verdict);
  return verdict;
}
