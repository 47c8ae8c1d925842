import { belongTogether, readKey } from '../../../keys/key.ts';
import type { Fault, Rule } from '../../../rules/rule.ts';
import type { Editor } from '../../../tree/editor.ts';
import { testedCaches } from '../credentials.ts';
import { type BinaryCaches, type Cache, type CacheKey, fieldOf } from '../model.ts';

export const fetchTitle = 'Fetch public key';

export const publishedKey: Rule<BinaryCaches> = {
  code: 'binary-caches/published-key',
  severity: 'error',
  summary: 'The public key of a cache is the one that Cachix publishes for it.',
  reason:
    'Nix refuses every path of the cache whose signature is by another key, and what the agent signs with a key of another cache is refused everywhere. Cachix is asked on command alone, by *Test Credentials* or `nix-agents check --online`.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["mycache.cachix.org-1:EjBSHzF6VmDnzqlldGXbi0RM3HdjfTU3yDRi9Pd0jTY="], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "authToken": "<<jwt {}>>" } }\n',
      online: {
        credentials: {
          mycache: { state: 'known', permission: 'Write', publicKeys: ['<<public mycache.cachix.org-1>>'] },
        },
      },
    },
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "authToken": "<<jwt {}>>" } }\n',
      online: {
        credentials: {
          mycache: { state: 'known', permission: 'Write', publicKeys: ['<<public mycache.cachix.org-1>>'] },
        },
      },
    },
  ],
  *check({ caches, editor }, context) {
    for (const { cache, answer } of testedCaches(caches, context)) {
      if (answer.state !== 'known' || answer.publicKeys.length === 0) continue;
      yield* publicFaults(cache, answer.publicKeys, editor);
      const [signingKey] = cache.signingKeys;
      if (!signingKey?.right || answer.publicKeys.some((key) => belongTogether(signingKey, readKey(key)))) continue;
      const { start, end } = signingKey.node;
      yield { start, end, message: "This is not the cache's signing key: what it signs is refused everywhere." };
    }
  },
};

function* publicFaults(cache: Cache, published: readonly string[], editor: Editor): Iterable<Fault> {
  const own = new Set(cache.publicKeys.filter((key) => published.some((text) => isSame(key, text))));
  const [first = ''] = published;
  if (cache.publicKeys.length === 0) {
    const missing = missingKey(cache, first, editor);
    if (missing) yield missing;
    return;
  }
  for (const key of cache.publicKeys) {
    // A cache may trust others' keys besides: that is odd, and breaks nothing.
    if (own.has(key) || (own.size > 0 && !key.right)) continue;
    const { node } = key;
    const alone = key.text === node.value.trim();
    yield {
      start: node.start,
      end: node.end,
      ...(own.size > 0 ? { severity: 'warning' as const } : {}),
      message: "This is not the cache's key: Cachix publishes another one for it.",
      ...(alone && own.size === 0 ? { fixes: [{ title: fetchTitle, edits: editor.replaceString(node, first) }] } : {}),
    };
  }
}

function missingKey(cache: Cache, published: string, editor: Editor): Fault | undefined {
  const field = fieldOf(cache, 'publicKeys');
  const message = "The cache's key is missing: Nix refuses every path of the cache without it.";
  if (field) {
    const { key, value } = field;
    if (value.type !== 'array' || value.items.length > 0) return undefined;
    const fixes = [{ title: fetchTitle, edits: editor.appendItem(value, published) }];
    return { start: key.start, end: key.end, message, fixes };
  }
  if (!cache.object || cache.object.broken) return undefined;
  const { start, end } = cache.property.key;
  const fixes = [{ title: fetchTitle, edits: editor.insertProperty(cache.object, 'publicKeys', [published]) }];
  return { start, end, message, fixes };
}

/** Padding says nothing. */
function isSame({ text }: CacheKey, published: string): boolean {
  return text.replace(/=+$/, '') === published.replace(/=+$/, '');
}
