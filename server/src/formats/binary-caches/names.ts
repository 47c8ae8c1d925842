/** The name that Cachix knows a cache by, out of what people write: its address, its host name, capitals. */
export function cachixName(written: string): string {
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
  return (
    /^-\d+$/.test(keyName.slice(cache.length + '.cachix.org'.length)) && keyName.startsWith(`${cache}.cachix.org-`)
  );
}
