import type { CompletionItem, DocumentSymbol, Hover } from 'vscode-languageserver-types';
import type { Document } from '../documents/document.ts';
import type { NamedPlace } from '../names/name.ts';
import type { CheckContext, Rule } from '../rules/rule.ts';
import type { Suppression } from '../rules/suppress.ts';
import type { Edit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';
import type { StringValue } from '../tree/value.ts';

export type FormatId =
  | 'binary-caches'
  | 'secrets'
  | 'agent-config'
  | 'deploy-spec'
  | 'join-token'
  | 'agent-token'
  | 'nix'
  | 'inventory';

/** Where a file names another one; `target` is its absolute path. */
export interface FileLink extends Span {
  target: string;
}

/** The stretch of text in which the path of a local file is being written, relative to the file's folder. */
export interface WrittenPath extends Span {
  /** Whether only names fit that need no quotes, behind `./`. */
  bare?: boolean;
}

/** A few words that the editor shows behind an offset. Never a secret. */
export interface Hint {
  offset: number;
  text: string;
}

/** Lines, counted from 0, that can be folded under the first of them. */
export interface Fold {
  startLine: number;
  endLine: number;
  kind?: 'comment';
}

/** What the editor's features ask a format; each is left out where the format has nothing to say. */
export interface FormatFeatures<Model> {
  completion?(model: Model, offset: number, context: CheckContext): CompletionItem[];
  /** Where the path of a local file is being written at an offset: the files there complete it. */
  fileAt?(model: Model, offset: number, document: Document): WrittenPath | undefined;
  hover?(model: Model, offset: number, context: CheckContext): Hover | undefined;
  symbols?(model: Model, context: CheckContext): DocumentSymbol[];
  /** The agents and the caches that the file names. */
  names?(model: Model, document: Document): NamedPlace[];
  links?(model: Model, document: Document): FileLink[];
  /** @param shown the part of the text that hints are asked for */
  hints?(model: Model, shown: Span, context: CheckContext): Hint[];
  /** Left out, or `null`, where editors fold the language themselves. */
  folds?(model: Model, document: Document): Fold[] | null;
  /** What can be selected around an offset, the smallest first; left out, or `null`, where editors know it themselves. */
  selections?(model: Model, offset: number): Span[] | null;
}

/**
 * A kind of file that the project understands: how it is parsed, and what its rules are. The list of all formats
 * forgets their models: a rule meets only what its own format's `parse` made.
 */
export interface Format<Model = unknown> extends FormatFeatures<Model> {
  id: FormatId;
  /** Its usual file name, used for examples. */
  fileName: string;
  /** The code of a finding about bytes that are no text. */
  syntaxCode: string;
  /** Never throws: what cannot be read is part of the model. `path` is absolute. */
  parse(text: string, path: string): Model;
  rules: readonly Rule<Model>[];
  /** The store paths that machines get by it, as they are written. */
  deploys?(model: Model): readonly StringValue[];
  /** What the file itself asks not to be told; left out where the format has no comments that an agent passes over. */
  suppressions?(model: Model): readonly Suppression[];
  /** The edits that ask so of a rule, for a line counted from 0 and for the file: what is possible there. */
  suppress?(model: Model, code: string, line: number): { scope: 'line' | 'file'; edits: Edit[] }[];
  /** Messages of an agent that a file of this format causes, and no other. */
  hostErrors?: RegExp;
  /** Absolute paths beside the file itself whose facts the rules ask for. */
  asksFor?(model: Model, path: string): string[];
}
