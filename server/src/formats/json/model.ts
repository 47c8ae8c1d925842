import type { Value } from '../../tree/value.ts';
import { type JsonTree, parseJson } from './parser.ts';

/** The part of a model that the json rules look at; absent in a format's other syntaxes. */
export interface JsonModel {
  json?: JsonTree;
}

export interface ParsedJson {
  json: JsonTree;
  root: Value | undefined;
}

export function readJson(text: string): ParsedJson {
  const json = parseJson(text);
  return { json, root: json.root };
}
