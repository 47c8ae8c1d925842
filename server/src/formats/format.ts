import type { CompletionItem, DocumentSymbol, Hover } from 'vscode-languageserver-types';
import type { CheckContext, Rule } from '../rules/rule.ts';

export type FormatId =
  | 'binary-caches'
  | 'secrets'
  | 'agent-config'
  | 'deploy-spec'
  | 'join-token'
  | 'agent-token'
  | 'nix'
  | 'inventory';

/** What the editor's features ask a format; each is left out where the format has nothing to say. */
export interface FormatFeatures<Model> {
  completion?(model: Model, offset: number, context: CheckContext): CompletionItem[];
  hover?(model: Model, offset: number, context: CheckContext): Hover | undefined;
  symbols?(model: Model, context: CheckContext): DocumentSymbol[];
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
  /** Messages of an agent that a file of this format causes, and no other. */
  hostErrors?: RegExp;
  /** Absolute paths beside the file itself whose facts the rules ask for. */
  asksFor?(model: Model, path: string): string[];
}
