import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FormatId } from '../../../server/src/formats/format.ts';
import { excerptOf, shownLine } from './excerpt.ts';

const token = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0JDEifQ.${randomBytes(20).toString('base64url')}`;
const signingKey = randomBytes(64).toString('base64');
const publicKey = `mycache.cachix.org-1:${randomBytes(32).toString('base64')}`;

describe('a line of the source', () => {
  it.each<[FormatId, string, string]>([
    ['binary-caches', `    "authToken": "@",`, token],
    ['binary-caches', `    "authToken": "@",`, 'hunter2'],
    ['binary-caches', `    "signingKeys": ["@"]`, signingKey],
    ['binary-caches', `      "@"`, signingKey],
    ['binary-caches', `      "@`, signingKey],
    ['binary-caches', `    "publicKeys": ["@"]`, signingKey],
    ['binary-caches', `    "publicKeys": ["@"]`, token],
    ['binary-caches', `    "publicKeys": ["a"], "signingKeys": ["@"]`, 'hunter2'],
    ['secrets', `  "x": {"kind": "Secret", "data": {"password": "@"}}`, 'hunter2'],
    ['secrets', `      "user": "@"`, 'alice'],
    ['nix', `  signingKeys = [ "@" ];`, signingKey],
    ['nix', `  deployment.keys.x.text = "@";`, 'hunter2'],
    ['nix', `    @`, token],
    ['inventory', `  "password": "@"`, 'hunter2'],
  ])('of %s hides the secret in %j', (format, around, secret) => {
    const line = around.replace('@', secret);
    const shown = shownLine(format, line) ?? '';
    expect(shown).not.toContain(secret);
    expect(shown.slice(0, around.indexOf('@'))).toBe(around.slice(0, around.indexOf('@')));
    expect(shown.length).toBe(line.length);
  });

  it.each<[FormatId, string]>([
    ['binary-caches', `  "mycache": {"kind": "CachixCache", "publicKeys": ["${publicKey}"]}`],
    ['binary-caches', `    "publicKeys": ["REPLACE WITH YOUR KEY", "mycache.cachix.org-1:too/short="],`],
    ['binary-caches', `  "storeURI": "s3://bucket?region=eu",`],
    ['binary-caches', `    "a property with a long name that nobody would take for a secret": 1`],
    ['nix', `  deployment.targetHost = "203.0.113.10";`],
    ['nix', `  deployment.keys."binary-caches.json".keyFile = ./binary-caches.json;`],
    ['deploy-spec', `    "agent": "/nix/store/0c5wkyf4g3mbc8kf8vyz5hm2xhvhxk1r-nixos-system-agent-24.05"`],
    ['agent-config', `  "baseDirectory": "/var/lib/hercules-ci-agent",`],
  ])('of %s shows %j', (format, line) => {
    expect(shownLine(format, line)).toBe(line);
  });

  it.each<FormatId>(['join-token', 'agent-token'])('of %s is not shown at all', (format) => {
    expect(shownLine(format, token)).toBeUndefined();
  });

  it('is cut around its place where it is long, and keeps the place', () => {
    const line = `${'a'.repeat(1_000_000)}HERE${'b'.repeat(1_000_000)}`;
    const shown = excerptOf(line, 1_000_000, 1_000_004, 80);
    expect(shown.text.slice(shown.start, shown.start + shown.length)).toBe('HERE');
    expect(shown.text).toMatch(/^…a+HEREb+…$/);
    expect(shown.text.length).toBe(82);
  });

  it('marks at least one column, at the end of the line too', () => {
    expect(excerptOf('x', 1, 1, 80)).toEqual({ text: 'x', start: 1, length: 1 });
  });

  it('lets no escape sequence of a file reach the terminal', () => {
    expect(shownLine('nix', 'a\x1b[2Jb\x07')).not.toMatch(/[\x00-\x1f]/);
  });
});
