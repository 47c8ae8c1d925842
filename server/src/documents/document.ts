import type { FormatId } from '../formats/format.ts';
import type { Lines } from '../text/lines.ts';

/** A file that a format claims, parsed. Never changed: a new version is a new document. */
export interface Document<Model = unknown> {
  /** Absolute. */
  path: string;
  format: FormatId;
  text: string;
  lines: Lines;
  /** What the format's `parse` made of the text. */
  model: Model;
}
