/** The name that Cachix knows a cache by, out of what people write: its address, its host name, capitals. */
export function cachixName(written: string): string {
  if (/^[a-z0-9-]*$/.test(written)) return written;
  return written
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/:].*$/s, '')
    .replace(/\.cachix\.org(?:-\d+)?$/i, '')
    .replace(/\s+/g, '-')
    .toLowerCase();
}

/** Whether a public key's name is the one that Cachix gives the keys of a cache. */
export function isCachixKeyName(keyName: string, cache: string): boolean {
  if (!keyName.startsWith(cache) || !keyName.startsWith(suffix, cache.length)) return false;
  return /^\d+$/.test(keyName.slice(cache.length + suffix.length));
}

const suffix = '.cachix.org-';

/** Tells whether a cache of that name is there; the names are only collected when somebody asks. */
export function takenNames(caches: readonly { name: string }[]): (name: string) => boolean {
  let names: Set<string> | undefined;
  return (name) => {
    names ??= new Set(caches.map((cache) => cache.name));
    return names.has(name);
  };
}
