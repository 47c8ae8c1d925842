import type { Span } from '../../text/span.ts';
import { isEncryptedTree } from '../../tree/encrypted.ts';
import { parseJson } from '../json/parser.ts';
import type { SecretModel } from '../secret-file/model.ts';

/** A file that is one secret and little else. */
export interface SecretText extends SecretModel {
  text: string;
  /** SOPS wraps such a file into JSON. */
  encrypted: boolean;
}

export function readSecretText(text: string, holdsSecret: boolean): SecretText {
  const encrypted = text.trimStart().startsWith('{') && isEncryptedTree(parseJson(text).root);
  return { text, encrypted, ...(holdsSecret && !encrypted && { secret: spanOfText(text) }) };
}

/** What is left without the blanks around it. */
export function spanOfText(text: string): Span {
  const start = text.length - text.trimStart().length;
  return { start, end: Math.max(start, text.trimEnd().length) };
}
