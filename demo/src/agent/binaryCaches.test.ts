import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DecodeError, decode } from './aeson.ts';
import { readBinaryCaches } from './binaryCaches.ts';
import { FatalError } from './haskell.ts';

const folder = mkdtempSync(join(tmpdir(), 'nix-agents-caches-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the agent prints about a file with this content; undefined when it takes it. */
function complaint(content: string): string | undefined {
  const path = join(folder, 'binary-caches.json');
  writeFileSync(path, content, 'latin1');
  try {
    readBinaryCaches(path);
    return undefined;
  } catch (error) {
    return (error as FatalError).message;
  }
}

describe('a fault in binary-caches.json', () => {
  const unknown = 'Hercules.Agent.Config.BinaryCaches.UnknownKind(UnknownKind)';
  test.each([
    ['{}', undefined],
    ['{"c": {"kind": "CachixCache", "publicKeys": [], "signingKeys": null, "authToken": null}}', undefined],
    ['{"c": {"kind": "AtticCache"}}', undefined],
    ['', 'Error in $: Unexpected end-of-input, expecting JSON value'],
    ['{', 'Error in $: Unexpected end-of-input, expecting record key literal or }'],
    ['{"c": 1', 'Error in $: Unexpected end-of-input, expecting , or }'],
    ['{"c": 1,}', 'Error in $: Unexpected ",}", expecting key literal'],
    ['{"c": [1,]}', 'Error in $: Unexpected "]}", expecting JSON value'],
    ['{"c": [1 2]}', 'Error in $: Unexpected "2]}", expecting , or ]'],
    ['{"c" 1}', 'Error in $: Unexpected "1}", expecting :'],
    ["{'c': 1}", 'Error in $: Unexpected "\'c\': 1}", expecting record key literal or }'],
    ['// no\n{}', 'Error in $: Unexpected "// no\\n{}", expecting JSON value'],
    ['\xef\xbb\xbf{}', 'Error in $: Unexpected "\\239\\187\\191{}", expecting JSON value'],
    ['{"c": "a\nb"}', 'Error in $: Unexpected control character while parsing string literal'],
    ['{"c": "a', 'Error in $: Unexpected end-of-input while parsing string literal'],
    ['{} {}', 'Error in $: Trailing garbage'],
    ['[]', 'Error in $: parsing Map~Text failed, expected Object, but encountered Array'],
    ['{"c": "x"}', `Error in $: parsing ${unknown} failed, expected Object, but encountered String`],
    ['{"c": {}}', `Error in $: parsing ${unknown} failed, key "kind" not found`],
    ['{"c": {"kind": 1}}', 'Error in $.kind: parsing Text failed, expected String, but encountered Number'],
    ['{"c": {"kind": "CachixCache"}}', 'Error in $: key "publicKeys" not found'],
    ['{"c": {"kind": "NixCache"}}', 'Error in $: key "storeURI" not found'],
    ['{"c": {"kind": "NixCache", "storeURI": "s3://x", "publicKeys": []}}', 'Error in $: key "signingKeys" not found'],
    [
      '{"c": {"kind": "CachixCache", "publicKeys": "x"}}',
      'Error in $.publicKeys: parsing [] failed, expected Array, but encountered String',
    ],
    [
      '{"c": {"kind": "CachixCache", "publicKeys": null}}',
      'Error in $.publicKeys: parsing [] failed, expected Array, but encountered Null',
    ],
    [
      '{"c": {"kind": "CachixCache", "publicKeys": [1]}}',
      'Error in $.publicKeys[0]: parsing Text failed, expected String, but encountered Number',
    ],
    [
      '{"c": {"kind": "CachixCache", "publicKeys": [], "authToken": {}}}',
      'Error in $.authToken: parsing Text failed, expected String, but encountered Object',
    ],
    [
      '{"c": {"kind": "CachixCache", "publicKeys": [], "apiVersion": "1"}}',
      'Error in $: Unexpected apiVersion field. ',
    ],
    ['{"c": {"kind": "CachixCache", "publicKeys": [], "signingKeys": [" "]}}', 'A signing key must not be empty'],
    // The first of two equal keys counts.
    ['{"c": {"kind": "CachixCache", "publicKeys": [], "publicKeys": 1}}', undefined],
  ])('%s', (content, expected) => {
    expect(complaint(content)).toBe(expected);
  });

  test('is printed as the exception that it is', () => {
    expect(new FatalError('Error in $: Unexpected "é1\\n\u0001", x\n\u000e').shown).toBe(
      'FatalError {fatalErrorMessage = "Error in $: Unexpected \\"\\233\\&1\\\\n\\SOH\\", x\\n\\SO"}',
    );
  });

  test('may be that the file is not there', () => {
    expect(() => readBinaryCaches('/nonexistent/binary-caches.json')).toThrow(
      /^The binary-caches.json file does not exist.\nAccording to the configuration, it should be in\n {2}\/nonexistent\/binary-caches.json\n\n/,
    );
  });
});

test('caches of an unknown kind are warned of, and that there is none', () => {
  const path = join(folder, 'warnings.json');
  writeFileSync(path, '{"c": {"kind": "AtticCache"}}');
  const { warnings } = readBinaryCaches(path);
  expect(warnings[0]).toMatch(/^You did not configure any caches\./);
  expect(warnings[1]).toBe(`In file ${path} in entry c: unknown kind AtticCache`);
});

test('whatever is JSON is decoded, and nothing else', () => {
  const decodes = (text: string): boolean => {
    try {
      decode(Buffer.from(text));
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError);
      return false;
    }
  };
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(fc.property(fc.json(), (text) => decodes(text)));
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"\\n"',
    '"\\x"',
    '1',
    '-',
    '0',
    '.5',
    'e1',
    'null',
    'tru',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => decodes(parts.join('')) === parses(parts.join(''))),
    { numRuns: 5000 },
  );
});
