import { readClaims } from '../../../keys/jwt.ts';
import type { Rule } from '../../../rules/rule.ts';
import { propertyOf, type StringValue } from '../../../tree/value.ts';
import { type BinaryCaches, type Cache, stringOf } from '../model.ts';
import { isPlaceholder, isPlaceholderToken } from '../placeholder.ts';

export const placeholder: Rule<BinaryCaches> = {
  code: 'binary-caches/placeholder',
  severity: 'warning',
  summary: 'No value is a sample of the documentation, or otherwise still to be filled in.',
  reason:
    'The agent takes every text for a key or a token. What was left to fill in fails when the first build pushes.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [""], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "authToken": "<<jwt {}>>" } }\n',
    },
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "authToken": "your-cachix-auth-token" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "authToken": "<<jwt {}>>" } }\n',
    },
  ],
  *check({ caches }) {
    for (const cache of caches) {
      if (!cache.kind || !mayHavePlaceholder(cache)) continue;
      for (const { node, what, from } of placeholdersOf(cache)) {
        yield {
          start: node.start,
          end: node.end,
          message: `This is a placeholder: ${what} of cache "${cache.name}" belongs here.${from}`,
        };
      }
    }
  },
};

function mayHavePlaceholder({ kind, publicKeys, signingKeys, object }: Cache): boolean {
  const keys = publicKeys.every(({ right }) => right) && signingKeys.every(({ right }) => right);
  return !keys || kind === 'NixCache' || (object !== undefined && propertyOf(object, 'authToken') !== undefined);
}

function* placeholdersOf(cache: Cache): Generator<{ node: StringValue; what: string; from: string }> {
  const cachix = cache.kind === 'CachixCache';
  const page = ` It stands on https://${cache.name}.cachix.org.`;
  for (const key of cache.publicKeys) {
    if (key.placeholder) yield { node: key.node, what: 'a public key', from: cachix ? page : '' };
  }
  for (const key of cache.signingKeys) {
    // An empty one is the finding of another rule, or never used.
    if (!key.placeholder || (cachix && key.text === '')) continue;
    yield {
      node: key.node,
      what: 'a signing key',
      from: cachix ? ' It is in ~/.config/cachix/cachix.dhall or in the key backup.' : '',
    };
  }
  const token = cachix ? stringOf(cache, 'authToken') : undefined;
  if (token && isPlaceholderToken(token.value) && !readClaims(token.value)) {
    yield {
      node: token,
      what: 'a token',
      from: ' Create one at https://app.cachix.org, in the settings of the cache.',
    };
  }
  const uri = cachix ? undefined : stringOf(cache, 'storeURI');
  if (uri && uri.value.trim() !== '' && isPlaceholder(uri.value))
    yield { node: uri, what: 'the address of the store', from: '' };
}
