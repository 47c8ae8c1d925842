import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { maskSecrets } from './mask.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = `${part({ alg: 'HS256' })}.${part({ sub: 't$1' })}.${randomBytes(32).toString('base64url')}`;

/** Seed and public half, as long as a true one. */
const signingKey = () => randomBytes(64).toString('base64');

describe('masking', () => {
  it.each([
    ['a token', (secret: string) => `Authorization: ${secret}, next`, token],
    ['a token right behind a letter', (secret: string) => `x${secret}`, token],
    ['a token behind half a token', (secret: string) => `eyJabc.  eyJx.${secret}`, token],
    ['a token without a signature', (secret: string) => `token=${secret}`, token.slice(0, token.lastIndexOf('.'))],
    ['a bare signing key', (secret: string) => `["${secret}"]`, signingKey()],
    ['a named signing key', (secret: string) => `cache.example.org-1:${secret}`, signingKey()],
    ['a netrc password', (secret: string) => `machine mycache.cachix.org login x password ${secret}\n`, 'hunter2-abc'],
    ['a bearer', (secret: string) => `Bearer ${secret}`, randomBytes(24).toString('hex')],
    ['a short bearer', (secret: string) => `Authorization: Bearer ${secret}"`, 'a!b%c7'],
    ['basic credentials', (secret: string) => `authorization: basic ${secret}`, 'YTpiYw=='],
    ['the password of a URL', (secret: string) => `fetching 'https://alice:${secret}@cache.example.org/x'`, 'p:w#1'],
    [
      'a private key on one line',
      (secret: string) => `-----BEGIN OPENSSH PRIVATE KEY-----\\n${secret}`,
      'b3BlbnNzaC1rZXktdjEA',
    ],
    ['an agent token', (secret: string) => `invalid environment assignment 'CACHIX_AGENT_TOKEN=${secret}'`, 'abc123'],
  ])('hides %s', (_name, around, secret) => {
    const shown = maskSecrets(around(secret));
    expect(shown).not.toContain(secret);
    expect(shown).toContain('[masked]');
  });

  it('leaves public keys, paths, hashes and ordinary words as they are', () => {
    const text = [
      `mycache.cachix.org-1:${randomBytes(32).toString('base64')}`,
      '/nix/store/0c5wkyf4g3mbc8kf8vyz5hm2xhvhxk1r-hello-2.12.1',
      `sha256-${randomBytes(32).toString('base64')}`,
      'the password is wrong',
      'eyJust a word. eyJ',
      'https://cache.example.org:443/nix-cache-info and ssh://root@203.0.113.10:22',
      '-----BEGIN PUBLIC KEY-----',
      'Basic authentication failed: WWW-Authenticate: Bearer realm="cache"',
    ].join('\n');
    expect(maskSecrets(text)).toBe(text);
  });

  it('masks a message of a megabyte of half tokens before anybody waits', () => {
    const text = 'eyJ'.repeat(350_000);
    expect(maskSecrets(text)).toBe(text);
  });

  it.each(['://', '://a:', '://:', 'Basic \n', '-----BEGIN PRIVATE KEY ', `://${'a'.repeat(200)}:`])(
    'leaves a megabyte of %j as it is before anybody waits',
    (piece) => {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      expect(maskSecrets(text)).toBe(text);
    },
  );
});
