import { describe, expect, it } from 'vitest';
import { matches } from './hostError.ts';

const fatal = (text: string): string => `hercules-ci-agent: FatalError {fatalErrorMessage = ${JSON.stringify(text)}}`;

describe('matches', () => {
  it.each([
    [fatal('Error in $: key "publicKeys" not found'), 'Error in $: key "publicKeys" not found'],
    [fatal('Error in $: Unexpected apiVersion field. '), 'Error in $: Unexpected apiVersion field. '],
    [
      fatal('Error in $: parsing Map ~Text failed, expected Object, but encountered Array'),
      'Error in $: parsing Map~Text failed, expected Object, but encountered Array',
    ],
    // Older and newer versions of aeson word a fault of syntax with and without the path; both quote the text.
    [
      fatal('Unexpected "(1)\\n    { \\"kind\\"", expecting JSON value'),
      'Error in $: Unexpected "\u2026", expecting JSON value',
    ],
    [
      fatal('Error in $: Unexpected "(1)", expecting JSON value'),
      'Error in $: Unexpected "\u2026", expecting JSON value',
    ],
    ['[Warning] In file /x/binary-caches.json in entry a: unknown kind B', 'in entry a: unknown kind B'],
  ])('sees through the wrapping of %j', (message, hostError) => {
    expect(matches(message, hostError)).toBe(true);
  });

  it.each([
    [fatal('Error in $: key "signingKeys" not found'), 'Error in $: key "publicKeys" not found'],
    ['Cache not found mycache-2', 'Cache not found mycache'],
    ['Socket closed. Reconnecting.', 'Error in $: key "publicKeys" not found'],
    ['anything', ''],
  ])('tells %j from %j', (message, hostError) => {
    expect(matches(message, hostError)).toBe(false);
  });
});
