import type { FormatId } from '../../../server/src/formats/format.ts';
import { harmless } from '../terminal.ts';

const hidden = '•';
/** Formats of which a line may hold a secret. */
const wholeFileIsSecret: readonly FormatId[] = ['join-token', 'agent-token'];
const mayHoldSecrets: readonly FormatId[] = ['binary-caches', 'secrets', 'nix', 'inventory'];

/** Properties whose value is hidden, whatever it is. */
const secretProperty = /(?:authToken|signingKeys?|password|token|secret|text|data)"?\s*[=:][^"]*$/i;
/** Characters before a value in which the property's name is looked for. */
const longestProperty = 100;
/** Words of the formats' own, public keys, plain URIs, paths and short names: any other string may be a secret. */
const plainWords = /^(?:CachixCache|NixCache|Secret|isDefaultBranch|isTag)$/;
const plainValue = /^(?:[a-z0-9.-]+-\d+:[A-Za-z0-9+/]{43}=|[a-z0-9+-]+:\/\/[^\s@]*|[\w.:@-]{0,32}|[./][\w./ -]{0,80})$/;
/** What stands in publicKeys is shown, unless it may be a secret that was pasted there. */
const publicProperty = /publicKeys"?\s*[=:][^=:]*$/;
const maybeSecret = /eyJ|[A-Za-z0-9+/_-]{45}/;
/** Outside of what is seen as a string: tokens and signing keys. */
const secretShape = /eyJ[\w-]*\.[\w.-]*|[A-Za-z0-9+/]{86}==/g;

/** A line of the source as it may be shown, and where the marked part of it stands. */
export interface Excerpt {
  text: string;
  /** Columns, from 0. */
  start: number;
  length: number;
}

/** A line as it may be shown: what may be a secret is hidden, character by character. Nothing where all of it may be one. */
export function shownLine(format: FormatId, line: string): string | undefined {
  if (wholeFileIsSecret.includes(format)) return undefined;
  return harmless((mayHoldSecrets.includes(format) ? hideStrings(line, format) : line).replaceAll('\t', ' '));
}

/** The part of a shown line around a range. */
export function excerptOf(shown: string, from: number, to: number, width: number): Excerpt {
  const length = Math.max(1, Math.min(to, shown.length) - from);
  if (shown.length <= width) return { text: shown, start: from, length };
  const left = Math.max(0, Math.min(from - Math.floor(width / 4), shown.length - width));
  const text = shown.slice(left, left + width);
  const start = from - left;
  return {
    text: `${left > 0 ? '…' : ''}${text}${left + width < shown.length ? '…' : ''}`,
    start: start + (left > 0 ? 1 : 0),
    length: Math.min(length, width - start),
  };
}

/** Each string that is no property's name and not plainly harmless. */
function hideStrings(line: string, format: FormatId): string {
  const strings = /"((?:[^"\\]|\\.)*)("?)(?=(\s*:)?)/g;
  return line
    .replace(strings, (whole, value: string, close: string, colon: string | undefined, at: number) => {
      if (colon !== undefined && close) return whole;
      const before = line.slice(Math.max(0, at - longestProperty), at);
      const shown = publicProperty.test(before) ? !maybeSecret.test(value) : plainValue.test(value);
      const plain = close && shown && !secretProperty.test(before) && format !== 'secrets';
      return plain || plainWords.test(value) ? whole : `"${hidden.repeat(value.length)}${close}`;
    })
    .replace(secretShape, (secret) => hidden.repeat(secret.length));
}
