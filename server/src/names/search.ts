import type { Document } from '../documents/document.ts';
import { formatOf } from '../formats/index.ts';
import { contains } from '../text/span.ts';
import { isSame, type NamedPlace } from './name.ts';

export interface FoundPlace {
  document: Document;
  place: NamedPlace;
}

const memory = new WeakMap<Document, readonly NamedPlace[]>();

/** What a document names; read once for each version. */
export function namesOf(document: Document): readonly NamedPlace[] {
  let places = memory.get(document);
  if (!places) {
    places = document.flaw ? [] : (formatOf(document.format)?.names?.(document.model, document) ?? []);
    memory.set(document, places);
  }
  return places;
}

export function nameAt(document: Document, offset: number): NamedPlace | undefined {
  return namesOf(document).find((place) => contains(place, offset));
}

/** So many documents are searched before newer messages are let in. */
const chunk = 100;

/**
 * All places that name what is named at an offset, that one included.
 * @param turn lets newer messages in, and throws where the answer is not wanted any more
 */
export async function sameNames(
  document: Document,
  offset: number,
  documents: readonly Document[],
  turn: () => Promise<void>,
): Promise<FoundPlace[]> {
  const asked = nameAt(document, offset);
  if (!asked) return [];
  const found: FoundPlace[] = [];
  for (const [index, other] of documents.entries()) {
    if (index % chunk === chunk - 1) await turn();
    for (const place of namesOf(other)) if (isSame(asked, place)) found.push({ document: other, place });
  }
  return found;
}
