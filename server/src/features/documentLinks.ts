import type { DocumentLink } from 'vscode-languageserver';
import type { Document } from '../documents/document.ts';
import { formatOf } from '../formats/index.ts';

/** The other files that a file names. */
export function documentLinks(document: Document, uriFor: (path: string) => string): DocumentLink[] {
  const links = document.flaw ? [] : (formatOf(document.format)?.links?.(document.model, document) ?? []);
  return links.map(({ target, ...span }) => ({ range: document.lines.range(span), target: uriFor(target) }));
}
