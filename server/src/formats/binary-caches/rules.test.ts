import { expect, test } from 'vitest';
import type { Finding } from '../../../../protocol/src/findings.ts';
import { parseDocument } from '../../documents/document.ts';
import { noFacts } from '../../facts/facts.ts';
import { checkDocument } from '../../rules/check.ts';
import { fillExample } from '../../rules/examples.ts';
import { binaryCachesFormat } from './index.ts';

/** What is said of a cache of Cachix that is right but for these properties. */
function findingsOf(properties: object): string[] {
  return checked(properties).map(
    ({ code, severity, fixes }) => `${severity} ${code}: ${fixes.map(({ title }) => title).join(', ')}`,
  );
}

function checked(properties: object): Finding[] {
  const cache = { kind: 'CachixCache', publicKeys: [], authToken: '<<jwt {}>>', ...properties };
  const text = fillExample(JSON.stringify({ mycache: cache }));
  const document = parseDocument('/workspace/binary-caches.json', binaryCachesFormat, text);
  const context = { document, documents: [document], facts: noFacts, now: 0 };
  return checkDocument(binaryCachesFormat, context);
}

test('a near miss beside the right property is a warning', () => {
  expect(findingsOf({ auth_token: 'x' })).toEqual(['warning binary-caches/unknown-property: Delete "auth_token"']);
  expect(findingsOf({ colour: 'x' })).toEqual(['info binary-caches/unknown-property: Delete "colour"']);
});

test('a token of blanks only is a token that is wrong', () => {
  expect(findingsOf({ authToken: ' \n' })).toEqual(['warning binary-caches/token: Trim the token']);
  expect(findingsOf({ authToken: '' })).toEqual(['warning binary-caches/placeholder: ']);
});

const publicKey = fillExample('<<public mycache.cachix.org-1>>');
const bare = publicKey.replace(/^.*:/, '');

test.each([
  [publicKey, []],
  [`${publicKey}\n`, ['error binary-caches/malformed-public-key: Trim the key']],
  [` ${publicKey}`, ['error binary-caches/malformed-public-key: Trim the key']],
  [publicKey.replace(/.{9}$/, '\n$&'), ['error binary-caches/malformed-public-key: Remove the blanks']],
  [`${publicKey} ${publicKey}`, ['warning binary-caches/malformed-public-key: ']],
  [publicKey.slice(0, -1), ['warning binary-caches/malformed-public-key: Append "="']],
  [bare, ['error binary-caches/malformed-public-key: Prefix "mycache.cachix.org-1:"']],
  ['x', ['error binary-caches/malformed-public-key: ']],
])('public key %j', (key, expected) => {
  expect(findingsOf({ publicKeys: [key] })).toEqual(expected);
});

test('a signing key with a line break behind it still counts, but should not have it', () => {
  const signingKeys = [fillExample('<<signing mycache.cachix.org-1>>\n')];
  expect(findingsOf({ publicKeys: [publicKey], signingKeys })).toEqual([
    'warning binary-caches/malformed-signing-key: Remove the blanks',
  ]);
});

test('a public key that is no key at all has no name either', () => {
  expect(checked({ publicKeys: ['x'] }).map(({ message }) => message)).toEqual([
    'This is no public key: it has no name, and it has 0 bytes instead of 32.',
  ]);
});
