import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Document } from '../documents/document.ts';
import { type BinaryCaches, type Cache, stringOf } from '../formats/binary-caches/model.ts';
import { isPlaceholder } from '../formats/binary-caches/placeholder.ts';

/** Where Cachix is; its caches are hosts below it. */
export const cachixHost = 'https://cachix.org';

/** A cache of the workspace that can be asked. */
export interface OnlineCache {
  name: string;
  /** An address, or the absolute path of a folder. */
  at: URL | { folder: string };
  /** As Basic authorization sends it, in the order login, password. */
  login?: readonly [string, string];
  /** Of a cache on Cachix. */
  cachix?: { token: string | undefined };
}

export interface OnlineCaches {
  caches: readonly OnlineCache[];
  /** Names of those that cannot be asked. */
  silent: readonly string[];
  publicKeys: readonly string[];
  /** Sentences for people about what cannot be asked. */
  notes: readonly string[];
  /** Those that say all this. */
  documents: readonly Document[];
}

/** The caches that documents define, and the keys that they trust. */
export function readOnlineCaches(documents: readonly Document[], host: string): OnlineCaches {
  const caches = new Map<string, OnlineCache>();
  const silent = new Set<string>();
  const publicKeys = new Set<string>();
  const notes: string[] = [];
  const said: Document[] = [];
  for (const document of documents) {
    const file = cachesIn(document);
    if (!file || file.caches.length === 0) continue;
    said.push(document);
    if (file.encrypted) notes.push(`${basename(document.path)} is encrypted: its caches are not asked.`);
    for (const cache of file.encrypted ? [] : file.caches) {
      for (const { right, text } of cache.publicKeys) if (right) publicKeys.add(text);
      const found = cache.kind === 'CachixCache' ? cachixCache(cache, host) : nixCache(cache);
      if (typeof found !== 'string')
        caches.set(JSON.stringify([found.name, found.at, found.login, found.cachix]), found);
      else {
        silent.add(cache.name);
        notes.push(`The cache "${cache.name}" in ${basename(document.path)} is not asked: ${found}.`);
      }
    }
  }
  return { caches: [...caches.values()], silent: [...silent], publicKeys: [...publicKeys], notes, documents: said };
}

function cachesIn({ format, flaw, model }: Document): BinaryCaches | undefined {
  return !flaw && (format === 'binary-caches' || format === 'nix') ? (model as BinaryCaches) : undefined;
}

function cachixCache(cache: Cache, host: string): OnlineCache | string {
  const { name } = cache;
  // The name becomes a part of a host name, and the token goes there: nothing else may fit into it.
  if (!/^[a-z\d][a-z\d_-]*$/i.test(name)) return 'its name cannot be one of Cachix';
  const written = stringOf(cache, 'authToken')?.value;
  const token = written?.trim();
  const usable = token && !isPlaceholder(token) ? token : undefined;
  if (usable && !/^[\x21-\x7e]+$/.test(usable)) return 'its token has characters that no token has';
  const { protocol, host: domain } = new URL(host);
  return {
    name,
    at: new URL(`${protocol}//${name}.${domain}/`),
    cachix: { token: written },
    // As Cachix has it in a netrc: an empty login.
    ...(usable && { login: ['', usable] as const }),
  };
}

function nixCache(cache: Cache): OnlineCache | string {
  const written = stringOf(cache, 'storeURI')?.value.trim();
  if (!written || !URL.canParse(written)) return 'its storeURI is no address of a binary cache';
  const url = new URL(written);
  url.search = '';
  url.hash = '';
  if (url.protocol === 'file:') {
    if (url.host !== '') return 'its storeURI names a host, which a file cannot have';
    return { name: cache.name, at: { folder: fileURLToPath(url) } };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol}// stores are not asked from here`;
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  const login = [decoded(username), decoded(password)] as const;
  return { name: cache.name, at: url, ...(username || password ? { login } : {}) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
