import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fillExample } from '../rules/examples.ts';
import { badCharacterOf, belongTogether, isConsistent, nameOf, publicHalf, readKey } from './key.ts';

const signing = (name: string) => readKey(fillExample(`<<signing ${name}>>`));
const publicKey = (name: string) => readKey(fillExample(`<<public ${name}>>`));

describe('readKey', () => {
  it('splits name and bytes as Nix does', () => {
    expect(nameOf(publicKey('a-1'))).toBe('a-1');
    expect(publicKey('a-1').length).toBe(32);
    expect(nameOf(signing('a-1'))).toBe(undefined);
    expect(signing('a-1').length).toBe(64);
    expect(badCharacterOf(readKey('a:b:c'))).toBe(3);
    expect(readKey('a:b:c').length).toBe(-1);
    expect(readKey('a:AAAA=ignored').length).toBe(3);
    expect(readKey('').length).toBe(0);
  });
});

describe('key pairs', () => {
  it('are told from strangers', () => {
    expect(belongTogether(signing('a-1'), publicKey('a-1'))).toBe(true);
    expect(belongTogether(signing('a-1'), publicKey('b-1'))).toBe(false);
    expect(`a-1:${publicHalf(signing('a-1'))}`).toBe(fillExample('<<public a-1>>'));
  });

  it('are compared in every bit', () => {
    const key = randomBytes(64);
    const asKey = (bytes: Buffer) => readKey(bytes.toString('base64'));
    for (let bit = 0; bit < 256; bit++) {
      const half = Buffer.from(key.subarray(32));
      expect(belongTogether(asKey(key), asKey(half))).toBe(true);
      half[bit >> 3] = (half[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(belongTogether(asKey(key), asKey(half))).toBe(false);
    }
  });

  it('are corrupt where the seed does not lead to the public half', () => {
    expect(isConsistent(signing('a-1'))).toBe(true);
    const bytes = Buffer.from(signing('a-1').text, 'base64');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    expect(isConsistent(readKey(bytes.toString('base64')))).toBe(false);
  });
});
