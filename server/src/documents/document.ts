import type { Format, FormatId } from '../formats/format.ts';
import { type Lines, linesOf } from '../text/lines.ts';
import type { Flaw } from './decode.ts';

/** A file that a format claims, parsed. Never changed: a new version is a new document. */
export interface Document<Model = unknown> {
  /** Absolute. */
  path: string;
  format: FormatId;
  text: string;
  lines: Lines;
  /** What the format's `parse` made of the text. */
  model: Model;
  /** Where its bytes are no text: nothing else is said of it then. */
  flaw?: Flaw;
}

export function parseDocument(path: string, format: Format, text: string, flaw?: Flaw): Document {
  const model = format.parse(flaw ? '' : text, path);
  return { path, format: format.id, text, lines: linesOf(text), model, ...(flaw ? { flaw } : {}) };
}
