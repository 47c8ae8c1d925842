import { badCharacterOf, publicKeyLength, signingKeyLength } from '../../../keys/key.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { BinaryCaches, Cache, CacheKey } from '../model.ts';

export const malformedSigningKey: Rule<BinaryCaches> = {
  code: 'binary-caches/malformed-signing-key',
  severity: 'error',
  summary: 'A signing key is 64 bytes in base64; that of a `NixCache` has a name and a colon before them.',
  reason:
    'The agent accepts any text as the signing key of a `CachixCache` and then signs with garbage: everything it pushes is refused by those who check the signature. That of a `NixCache` fails when the first path is pushed.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "signingKeys": ["c2hvcnQ="] } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["<<signing mycache.cachix.org-1>>"] } }\n',
    },
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["<<signing mycache.cachix.org-1>>\\n"] } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["<<signing mycache.cachix.org-1>>"] } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const cache of caches) {
      for (const key of cache.signingKeys) {
        const { node } = key;
        if (cache.kind && key.right && /\s/.test(node.value)) {
          yield {
            start: node.start,
            end: node.end,
            severity: 'warning',
            message: 'This signing key holds blanks or line breaks, which do not belong to it.',
            fixes: [{ title: 'Remove the blanks', edits: editor.replaceString(node, node.value.replace(/\s+/g, '')) }],
          };
        }
        const message = messageOf(cache, key);
        if (!message) continue;
        yield {
          start: key.node.start,
          end: key.node.end,
          message,
          ...(cache.kind === 'NixCache'
            ? { hostError: key.text === '' ? 'key is corrupt' : 'secret key is not valid' }
            : {}),
        };
      }
    }
  },
};

function messageOf({ kind }: Cache, key: CacheKey): string | undefined {
  const { colon, length, right, text, placeholder } = key;
  if (!kind || right || placeholder || text === '') return undefined;
  // That a Cachix key has a name is another rule's finding.
  if (kind === 'CachixCache' && colon >= 0) return undefined;
  const badCharacter = badCharacterOf(key);
  if (badCharacter >= 0) {
    return `This is no signing key: base64 does not know the character at position ${badCharacter + 1}.`;
  }
  if (length === publicKeyLength) return 'This is a public key, or half of a signing key: a signing key has 64 bytes.';
  return `This is no signing key: it has ${length} bytes instead of ${signingKeyLength}.`;
}
