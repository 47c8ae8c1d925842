import { basename } from 'node:path';
import type { FormatId } from '../formats/format.ts';
import { looksLikeBinaryCaches } from './content.ts';

/** Whether a file of this name may be one of ours, so that its content is worth a look. */
export function mayBeClaimed(path: string): boolean {
  const name = basename(path);
  return byName.some(([pattern]) => pattern.test(name)) || name.endsWith('.nix');
}

const byName: readonly (readonly [RegExp, FormatId])[] = [[/^(?:.*\.)?binary-caches\.json$/, 'binary-caches']];

/** The format of a file, by its name and by what it says; `undefined` where no format claims it. */
export function classify(path: string, text: string): FormatId | undefined {
  const name = basename(path);
  const named = byName.find(([pattern]) => pattern.test(name))?.[1];
  if (named) return named;
  return name.endsWith('.json') && looksLikeBinaryCaches(text) ? 'binary-caches' : undefined;
}
