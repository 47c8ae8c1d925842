import type { Span } from '../text/span.ts';

/** A place where a file names an agent or a cache, which other files may name, too. */
export interface NamedPlace extends Span {
  of: 'agent' | 'cache';
  name: string;
  /** The place says what it is, and does not only speak of it. */
  defines: boolean;
  /** Absolute paths of folders and files: the name means the same where two places share one. Left out: everywhere. */
  within?: readonly string[];
}

export function isSame(a: NamedPlace, b: NamedPlace): boolean {
  if (a.of !== b.of || a.name !== b.name) return false;
  return !a.within || !b.within || a.within.some((path) => b.within?.includes(path));
}

/** Cachix' own pages, which no cache is called. */
const notCaches: ReadonlySet<string> = new Set(['app', 'docs', 'www', 'blog']);

/** The caches that a stretch of text speaks of by their address or by the names of their keys: `mycache.cachix.org`. */
export function cachesNamedIn(text: string, { start, end }: Span): NamedPlace[] {
  return [...text.slice(start, end).matchAll(/(?<![\w.-])([a-z0-9][a-z0-9-]*)\.cachix\.org(?![\w.])/g)].flatMap(
    (match) => {
      const name = match[1] ?? '';
      const at = start + match.index;
      return notCaches.has(name) ? [] : [{ of: 'cache', name, defines: false, start: at, end: at + name.length }];
    },
  );
}
