import { badCharacterOf, nameOf, publicKeyLength, signingKeyLength } from '../../../keys/key.ts';
import type { Fault, Rule } from '../../../rules/rule.ts';
import type { Editor } from '../../../tree/editor.ts';
import type { BinaryCaches, Cache, CacheKey } from '../model.ts';
import { cachixName } from '../names.ts';

export const malformedPublicKey: Rule<BinaryCaches> = {
  code: 'binary-caches/malformed-public-key',
  severity: 'error',
  summary: 'A public key is a name, a colon, and 32 bytes in base64.',
  reason:
    'The agent does not look at its keys when it starts. A key that Nix cannot read makes every build fail later, and the cause, `public key is not valid`, shows in debug messages only.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["mycache.cachix.org-1:EjBSHzF6VmDnzqlldGXbi0RM3Hdj"], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "authToken": "<<jwt {}>>" } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const cache of caches) {
      if (!cache.kind) continue;
      for (const key of cache.publicKeys) {
        const fault = faultOf(cache, key, editor);
        if (fault) yield fault;
      }
    }
  },
};

function faultOf(cache: Cache, key: CacheKey, editor: Editor): Fault | undefined {
  const { node, text, length, right, placeholder } = key;
  if (placeholder || (right && key.colon > 0)) return undefined;
  const at = { start: node.start, end: node.end };
  const badCharacter = badCharacterOf(key);
  if (badCharacter >= 0) {
    const message = `This is no public key: base64 does not know the character at position ${badCharacter + 1}.`;
    return { ...at, message, hostError: 'invalid character in Base64 string' };
  }
  if (length === signingKeyLength) {
    const message = 'This is a signing key, which is secret: here belongs its public key.';
    return { ...at, message, hostError: 'public key is not valid' };
  }
  if (length !== publicKeyLength) {
    const message = `This is no public key: it has ${length} bytes instead of ${publicKeyLength}.`;
    return { ...at, message, hostError: length === 0 ? 'key is corrupt' : 'public key is not valid' };
  }
  const name =
    cache.kind === 'CachixCache'
      ? `${cachixName(cache.name)}.cachix.org-1`
      : (nameOfSigningKey(cache) ?? `${cache.name}-1`);
  const isAlone = text === node.value.trim();
  return {
    ...at,
    message: 'This public key has no name: it is written as a name, a colon, and the key.',
    hostError: 'key is corrupt',
    fixes: isAlone
      ? [{ title: `Prefix "${name}:"`, edits: editor.replaceString(node, `${name}:${text.replace(/^:/, '')}`) }]
      : [],
  };
}

function nameOfSigningKey(cache: Cache): string | undefined {
  const named = cache.signingKeys.find(({ colon }) => colon > 0);
  return named && nameOf(named);
}
