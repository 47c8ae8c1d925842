export type CacheKind = 'CachixCache' | 'NixCache';

export const cacheKinds: readonly CacheKind[] = ['CachixCache', 'NixCache'];

/** One property of a cache, as the agent reads it. */
export interface Field {
  name: string;
  type: 'string' | 'strings';
  /** Whether the agent refuses the file without it. */
  required: boolean;
  secret: boolean;
  /** Whether the agent reads `null` as absent. */
  nullable: boolean;
  /** Markdown: what it means. */
  meaning: string;
}

const kind: Field = {
  name: 'kind',
  type: 'string',
  required: true,
  secret: false,
  nullable: false,
  meaning:
    'What the cache is: `CachixCache` for a cache on Cachix, `NixCache` for any store that Nix can write to. The agent skips an entry of another kind.',
};

/**
 * What the agent reads of a cache, by its kind.
 * @see https://github.com/hercules-ci/hercules-ci-agent/tree/master/hercules-ci-api-agent/src/Hercules/Formats
 */
export const cacheFields: Record<CacheKind, readonly Field[]> = {
  CachixCache: [
    kind,
    {
      name: 'publicKeys',
      type: 'strings',
      required: true,
      secret: false,
      nullable: false,
      meaning:
        'The public keys that the agent trusts for this cache, each `name.cachix.org-1:` and 44 characters. They stand on the page of the cache.',
    },
    {
      name: 'signingKeys',
      type: 'strings',
      required: false,
      secret: true,
      nullable: true,
      meaning:
        'The secret key that signs what the agent pushes: 88 characters without a name, from `~/.config/cachix/cachix.dhall` or the key backup. Only the first is used.',
    },
    {
      name: 'authToken',
      type: 'string',
      required: false,
      secret: true,
      nullable: true,
      meaning:
        'The Cachix token that the agent reads and writes the cache with. Needed for a private cache, and for pushing where there is no signing key.',
    },
  ],
  NixCache: [
    kind,
    {
      name: 'storeURI',
      type: 'string',
      required: true,
      secret: false,
      nullable: false,
      meaning: 'The store, in the form that Nix knows: `s3://bucket?region=…`, `https://…`, `ssh://…`, `file://…`.',
    },
    {
      name: 'publicKeys',
      type: 'strings',
      required: true,
      secret: false,
      nullable: false,
      meaning: 'The public keys that the agent trusts for this cache, each `name:` and 44 characters.',
    },
    {
      name: 'signingKeys',
      type: 'strings',
      required: true,
      secret: true,
      nullable: false,
      meaning:
        'The secret keys that sign what the agent pushes, each `name:` and 88 characters, as `nix key generate-secret` writes them. May be `[]`.',
    },
  ],
};

export function isCacheKind(value: string | undefined): value is CacheKind {
  return value === 'CachixCache' || value === 'NixCache';
}

/** The fields of a kind; of both where the kind is not known. */
export function fieldsOf(kind: CacheKind | undefined): readonly Field[] {
  if (kind) return cacheFields[kind];
  const both = [...cacheFields.CachixCache, ...cacheFields.NixCache];
  return both.filter(({ name }, index) => both.findIndex((other) => other.name === name) === index);
}
