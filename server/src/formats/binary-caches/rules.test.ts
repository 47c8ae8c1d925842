import { expect, test } from 'vitest';
import { parseDocument } from '../../documents/document.ts';
import { noFacts } from '../../facts/facts.ts';
import { checkDocument } from '../../rules/check.ts';
import { fillExample } from '../../rules/examples.ts';
import { binaryCachesFormat } from './index.ts';

/** What is said of a cache of Cachix that is right but for these properties. */
function findingsOf(properties: object): string[] {
  const cache = { kind: 'CachixCache', publicKeys: [], authToken: '<<jwt {}>>', ...properties };
  const text = fillExample(JSON.stringify({ mycache: cache }));
  const document = parseDocument('/workspace/binary-caches.json', binaryCachesFormat, text);
  const context = { document, documents: [document], facts: noFacts, now: 0 };
  return checkDocument(binaryCachesFormat, context).map(
    ({ code, severity, fixes }) => `${severity} ${code}: ${fixes.map(({ title }) => title).join(', ')}`,
  );
}

test('a near miss beside the right property is a warning', () => {
  expect(findingsOf({ auth_token: 'x' })).toEqual(['warning binary-caches/unknown-property: Delete "auth_token"']);
  expect(findingsOf({ colour: 'x' })).toEqual(['info binary-caches/unknown-property: Delete "colour"']);
});

test('a token of blanks only is a token that is wrong', () => {
  expect(findingsOf({ authToken: ' \n' })).toEqual(['warning binary-caches/token: Trim the token']);
  expect(findingsOf({ authToken: '' })).toEqual(['warning binary-caches/placeholder: ']);
});
