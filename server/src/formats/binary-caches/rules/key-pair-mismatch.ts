import { isConsistent, publicHalf } from '../../../keys/key.ts';
import type { Fault, ProposedFix, Rule } from '../../../rules/rule.ts';
import type { Editor } from '../../../tree/editor.ts';
import type { BinaryCaches, Cache, CacheKey } from '../model.ts';
import { cachixName } from '../names.ts';

export const keyPairMismatch: Rule<BinaryCaches> = {
  code: 'binary-caches/key-pair-mismatch',
  severity: 'warning',
  summary: 'A signing key belongs to one of the public keys of its cache.',
  reason:
    'A signing key carries its public key in its second half. Where that is none of `publicKeys`, the agent signs what nobody trusts, itself included: mostly the key of another cache was copied.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["<<signing othercache.cachix.org-1>>"] } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["<<signing mycache.cachix.org-1>>"] } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const cache of caches) {
      if (!cache.kind || !cache.properties.has('publicKeys')) continue;
      // A public key that is still to be mended may be the right one.
      if (cache.publicKeys.some(({ bytes, placeholder }) => !bytes && !placeholder)) continue;
      for (const signingKey of cache.signingKeys) {
        const fault = signingKey.bytes && faultOf(cache, signingKey, signingKey.bytes, editor);
        if (fault) yield fault;
      }
    }
  },
};

function faultOf(cache: Cache, signingKey: CacheKey, bytes: Buffer, editor: Editor): Fault | undefined {
  const at = { start: signingKey.node.start, end: signingKey.node.end };
  const half = publicHalf(bytes);
  if (!isConsistent(bytes)) {
    return {
      ...at,
      severity: 'error',
      message: 'This signing key is corrupt: its two halves do not belong together. Copy it again.',
    };
  }
  if (cache.publicKeys.some((candidate) => candidate.bytes?.equals(half))) return undefined;
  const name =
    cache.kind === 'CachixCache'
      ? `${cachixName(cache.name)}.cachix.org-1`
      : (signingKey.key.name ?? `${cache.name}-1`);
  const publicKey = `${name}:${half.toString('base64')}`;
  return {
    ...at,
    message: `This signing key belongs to none of the public keys of cache "${cache.name}".`,
    fixes: addPublicKey(cache, publicKey, editor),
  };
}

function addPublicKey(cache: Cache, publicKey: string, editor: Editor): ProposedFix[] {
  const array = cache.properties.get('publicKeys')?.value;
  if (array?.type !== 'array') return [];
  const placeholder = cache.publicKeys.find((candidate) => candidate.placeholder);
  const edits = placeholder ? editor.replaceString(placeholder.node, publicKey) : editor.appendItem(array, publicKey);
  return [{ title: 'Add the public key of this signing key', edits }];
}
