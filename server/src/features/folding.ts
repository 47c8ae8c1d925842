import type { FoldingRange } from 'vscode-languageserver';
import type { Document } from '../documents/document.ts';
import { formatOf } from '../formats/index.ts';

/** `null` where the editor folds by itself. */
export function foldingRanges(document: Document): FoldingRange[] | null {
  if (document.flaw) return null;
  return formatOf(document.format)?.folds?.(document.model, document) ?? null;
}
