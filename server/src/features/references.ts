import type { Location } from 'vscode-languageserver';
import type { FoundPlace } from '../names/search.ts';

/** @param definitions whether the places count, too, that say what it is */
export function referenceLocations(
  found: readonly FoundPlace[],
  definitions: boolean,
  uriFor: (path: string) => string,
): Location[] {
  return found
    .filter(({ place }) => definitions || !place.defines)
    .map(({ document: { path, lines }, place }) => ({ uri: uriFor(path), range: lines.range(place) }));
}
