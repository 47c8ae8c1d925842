import type { Location } from 'vscode-languageserver';
import type { Document } from '../documents/document.ts';
import { type FoundPlace, nameAt } from '../names/search.ts';
import { referenceLocations } from './references.ts';

/**
 * Where else an agent or a cache is defined; where nothing else does, the place itself, on which editors show the references.
 * @param found all places of the name
 */
export function definitionLocations(
  document: Document,
  offset: number,
  found: readonly FoundPlace[],
  uriFor: (path: string) => string,
): Location[] {
  const asked = nameAt(document, offset);
  const defining = found.filter(({ place }) => place.defines);
  const elsewhere = defining.filter(({ place }) => place !== asked);
  return referenceLocations(elsewhere.length > 0 ? elsewhere : defining, true, uriFor);
}
