import { badCharacterOf, nameOf, publicKeyLength, readKey, signingKeyLength } from '../../../keys/key.ts';
import type { Fault, Rule } from '../../../rules/rule.ts';
import type { Editor } from '../../../tree/editor.ts';
import type { StringValue } from '../../../tree/value.ts';
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
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>\\n"], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "authToken": "<<jwt {}>>" } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const cache of caches) {
      if (!cache.kind) continue;
      let spaced: StringValue | undefined;
      for (const key of cache.publicKeys) {
        if (key.node === spaced) continue;
        const ofBlanks = key.placeholder ? undefined : blanksFault(key.node, editor);
        if (ofBlanks) spaced = key.node;
        const fault = ofBlanks ?? faultOf(cache, key, editor);
        if (fault) yield fault;
      }
    }
  },
};

function faultOf(cache: Cache, key: CacheKey, editor: Editor): Fault | undefined {
  const { node, text, length, right, placeholder } = key;
  const at = { start: node.start, end: node.end };
  if (right && key.colon > 0) return paddingFault(key, editor);
  if (placeholder) return undefined;
  const unnamed = key.colon > 0 ? '' : 'it has no name, and ';
  const isWrong = key.colon > 0 ? {} : { hostError: 'key is corrupt' };
  const badCharacter = badCharacterOf(key);
  if (badCharacter >= 0) {
    const message = `This is no public key: ${unnamed}base64 does not know the character at position ${badCharacter + 1}.`;
    return { ...at, message, hostError: 'invalid character in Base64 string', ...isWrong };
  }
  if (length === signingKeyLength) {
    const message = 'This is a signing key, which is secret: here belongs its public key.';
    return { ...at, message, hostError: 'public key is not valid' };
  }
  if (length !== publicKeyLength) {
    const message = `This is no public key: ${unnamed}it has ${length} bytes instead of ${publicKeyLength}.`;
    return { ...at, message, hostError: length === 0 ? 'key is corrupt' : 'public key is not valid', ...isWrong };
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

const isWhole = ({ colon, length }: Pick<CacheKey, 'colon' | 'length'>) => colon > 0 && length === publicKeyLength;

/** What blanks do to public keys that are right without them. */
function blanksFault(node: StringValue, editor: Editor): Fault | undefined {
  if (!/\s/.test(node.value)) return undefined;
  const at = { start: node.start, end: node.end };
  const trimmed = node.value.trim();
  const parts = trimmed.split(/\s+/);
  if (parts.length > 1 && parts.every((part) => isWhole(readKey(part)))) {
    const message = 'There are several public keys in this string: write each as a string of its own.';
    return { ...at, severity: 'warning', message };
  }
  const joined = parts.join('');
  if (!isWhole(readKey(joined))) return undefined;
  const message = 'This public key holds blanks or line breaks, which do not belong to it.';
  const title = parts.length > 1 ? 'Remove the blanks' : 'Trim the key';
  return { ...at, message, fixes: [{ title, edits: editor.replaceString(node, joined) }] };
}

/** Nix takes a key without its padding; other programs need not. */
function paddingFault({ node, text, end }: CacheKey, editor: Editor): Fault | undefined {
  if (end < text.length) return undefined;
  return {
    start: node.start,
    end: node.end,
    severity: 'warning',
    message: 'The end of this public key is cut off: the base64 of 32 bytes ends in "=".',
    fixes: text === node.value ? [{ title: 'Append "="', edits: editor.replaceString(node, `${text}=`) }] : [],
  };
}

function nameOfSigningKey(cache: Cache): string | undefined {
  const named = cache.signingKeys.find(({ colon }) => colon > 0);
  return named && nameOf(named);
}
