import { belongTogether, isConsistent, type Key, nameOf, publicHalf } from '../../../keys/key.ts';
import type { ProposedFix, Rule } from '../../../rules/rule.ts';
import type { Editor } from '../../../tree/editor.ts';
import { type BinaryCaches, type Cache, fieldOf } from '../model.ts';
import { cachixName } from '../names.ts';

export const keyPairMismatch: Rule<BinaryCaches> = {
  code: 'binary-caches/key-pair-mismatch',
  severity: 'warning',
  summary: 'A signing key belongs to one of the public keys of its cache.',
  reason:
    'A signing key carries its public key in its second half. Where that is none of `publicKeys`, the agent signs what nobody trusts, itself included: mostly the key of another cache was copied.\n\nWhether the first half, the seed, leads to the second is computed for the first 100 signing keys of a file: with more, each keystroke would be felt. The others are compared with the public keys only.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["<<signing othercache.cachix.org-1>>"] } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["<<signing mycache.cachix.org-1>>"] } }\n',
    },
  ],
  *check({ caches, editor }) {
    let derived = 0;
    for (const cache of caches) {
      if (!cache.kind || !fieldOf(cache, 'publicKeys')) continue;
      // A public key that is still to be mended may be the right one.
      if (cache.publicKeys.some(({ right, placeholder }) => !right && !placeholder)) continue;
      for (const key of cache.signingKeys) {
        if (!key.right) continue;
        const at = { start: key.node.start, end: key.node.end };
        if (derived++ < mostDerived && !isConsistent(key)) {
          const message = 'This signing key is corrupt: its two halves do not belong together. Copy it again.';
          yield { ...at, severity: 'error', message };
          continue;
        }
        if (hasPublicKey(cache, key)) continue;
        yield {
          ...at,
          message: `This signing key belongs to none of the public keys of cache "${cache.name}".`,
          fixes: addPublicKey(cache, `${nameFor(cache, key)}:${publicHalf(key)}`, editor),
        };
      }
    }
  },
};

/** Deriving takes some 50 µs a key: in a file of more caches than anybody has, the rest is compared only. */
const mostDerived = 100;

function hasPublicKey({ publicKeys }: Cache, signingKey: Key): boolean {
  for (const candidate of publicKeys) if (candidate.right && belongTogether(signingKey, candidate)) return true;
  return false;
}

function nameFor(cache: Cache, signingKey: Key): string {
  if (cache.kind === 'CachixCache') return `${cachixName(cache.name)}.cachix.org-1`;
  return nameOf(signingKey) ?? `${cache.name}-1`;
}

function addPublicKey(cache: Cache, publicKey: string, editor: Editor): ProposedFix[] {
  const array = fieldOf(cache, 'publicKeys')?.value;
  if (array?.type !== 'array') return [];
  const placeholder = cache.publicKeys.find((candidate) => candidate.placeholder);
  const edits = placeholder ? editor.replaceString(placeholder.node, publicKey) : editor.appendItem(array, publicKey);
  return [{ title: 'Add the public key of this signing key', edits }];
}
