import { createScanner } from 'jsonc-parser';
import type { Span } from '../../text/span.ts';
import { fault, type Report, removal, replace } from './fault.ts';

export type TokenKind = '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'number' | 'literal' | 'word' | 'end';

export interface Token extends Span {
  kind: TokenKind;
  /** What a string says; the source text of every other token. */
  value: string;
}

// The scanner's own enumerations are ambient: a module that is compiled alone cannot name their members.
const syntax = {
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  end: 17,
} as const;
const scanError = { none: 0, unexpectedEndOfString: 2 } as const;
const punctuation: readonly TokenKind[] = ['{', '}', '[', ']', ',', ':'];
/** By code unit. */
const marks = Array.from({ length: 128 }, (_, unit) => punctuation.find((mark) => mark.charCodeAt(0) === unit));

// The numbers that documentation pages put beside a line of an example: `(1)`, `<1>`, or a digit in a circle.
const callOut = /\(\d{1,2}\)|<\d{1,2}>|[\u2460-\u2473\u24ea\u2776-\u277f]/y;
const oddBlanks = /[\u00a0\u0085\u000b\u000c\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+/y;
const hashComment = /#[^\r\n]*/y;
const quoted =
  /'(?:[^'\\\r\n]|\\.)*'|`(?:[^`\\\r\n]|\\.)*`|[\u201c\u201d\u201e\u00ab\u2018\u2019](?:[^\u201c\u201d\u00bb\u2019"\\\r\n]|\\.)*[\u201c\u201d\u00bb\u2019"]/y;
const word = /[^\s{}[\]",:/]+|\//y;

function matchAt(pattern: RegExp, text: string, at: number): Span | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? { start: at, end: pattern.lastIndex } : undefined;
}

/**
 * Reads the tokens of strict JSON, and those of its usual misspellings, which it reports. Each call changes the one
 * token that all of them return: a large file has hundreds of thousands.
 */
export function tokensOf(text: string, report: Report): () => Token {
  const scanner = createScanner(text, false);
  const token: Token = { kind: 'end', value: '', start: 0, end: 0 };
  const set = (kind: TokenKind, value: string, start: number, end: number): Token => {
    token.kind = kind;
    token.value = value;
    token.start = start;
    token.end = end;
    return token;
  };
  if (text.startsWith('\ufeff')) {
    const span = { start: 0, end: 1 };
    report(
      fault(span, 'The file begins with a byte-order mark, which strict JSON does not allow.', [
        replace('Remove the byte-order mark', span, '', true),
      ]),
    );
    scanner.setPosition(1);
  }

  const drop = (span: Span, message: string, title: string): void => {
    report(fault(span, message, [{ title, safe: true, edits: [{ ...removal(text, span), text: '' }] }]));
    scanner.setPosition(span.end);
  };

  const unknown = (start: number): Token | undefined => {
    const number = matchAt(callOut, text, start);
    if (number) {
      drop(
        number,
        'This is a call-out of the documentation page, not JSON.',
        'Remove the call-outs of the documentation',
      );
      return undefined;
    }
    const comment = matchAt(hashComment, text, start);
    if (comment) {
      drop(comment, 'Strict JSON has no comments.', 'Remove the comment');
      return undefined;
    }
    const blanks = matchAt(oddBlanks, text, start);
    if (blanks) {
      report(
        fault(blanks, 'This blank is not one that JSON knows: only space, tab and line ends are.', [
          replace('Replace with a space', blanks, ' ', true),
        ]),
      );
      scanner.setPosition(blanks.end);
      return undefined;
    }
    const string = matchAt(quoted, text, start);
    if (string) {
      scanner.setPosition(string.end);
      const inner = text.slice(string.start + 1, string.end - 1).replace(/\\'/g, "'");
      report(
        fault(string, 'A string is written between straight double quotes.', [
          replace('Use double quotes', string, `"${inner.replace(/(\\.)|"/g, (_, escaped) => escaped ?? '\\"')}"`),
        ]),
      );
      return set('string', inner, string.start, string.end);
    }
    const span = matchAt(word, text, start) ?? { start, end: start + 1 };
    scanner.setPosition(span.end);
    return set('word', text.slice(span.start, span.end), span.start, span.end);
  };

  /** Nearly every token of a file: the scanner would make a string of each blank. `undefined` leaves it to the scanner. */
  const common = (): Token | undefined => {
    const start = afterBlanks(text, scanner.getPosition());
    const mark = marks[text.charCodeAt(start)];
    const end = mark ? start + 1 : endOfPlainString(text, start);
    scanner.setPosition(end < 0 ? start : end);
    if (mark) return set(mark, mark, start, end);
    return end < 0 ? undefined : set('string', text.slice(start + 1, end - 1), start, end);
  };

  return () => {
    for (;;) {
      const found = common();
      if (found) return found;
      const kind: number = scanner.scan();
      const start = scanner.getTokenOffset();
      const end = scanner.getPosition();
      switch (kind) {
        case syntax.string: {
          const value = scanner.getTokenValue();
          const error: number = scanner.getTokenError();
          if (error !== scanError.none || end - start !== value.length + 2)
            checkString(text, { start, end }, error, report);
          return set('string', value, start, end);
        }
        case syntax.number:
          return set('number', scanner.getTokenValue(), start, end);
        case syntax.true:
        case syntax.false:
        case syntax.null:
          return set('literal', text.slice(start, end), start, end);
        case syntax.lineComment:
        case syntax.blockComment:
          drop({ start, end }, 'Strict JSON has no comments.', 'Remove the comment');
          break;
        case syntax.end:
          return set('end', '', text.length, text.length);
        default: {
          const odd = unknown(start);
          if (odd) return odd;
        }
      }
    }
  };
}

function afterBlanks(text: string, start: number): number {
  for (let at = start; ; at++) {
    const unit = text.charCodeAt(at);
    if (unit !== 32 && unit !== 10 && unit !== 13 && unit !== 9) return at;
  }
}

/** The offset after a string that says just what is written; -1 where there is none. */
function endOfPlainString(text: string, start: number): number {
  if (text.charCodeAt(start) !== 34) return -1;
  for (let at = start + 1; ; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 34) return at + 1;
    // Also at the end of the text, where there is no unit.
    if (!(unit >= 32 && unit !== 92)) return -1;
  }
}

const controlCharacter = /[\u0000-\u001f]/g;
const escapes = /\\(?:u[\da-fA-F]{4}|["\\/bfnrt]|(.)?)/g;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function checkString(text: string, span: Span, error: number, report: Report): void {
  const source = text.slice(span.start, span.end);
  if (error === scanError.unexpectedEndOfString) {
    const comma = /[\s,]*$/.exec(source)?.index ?? source.length;
    report(
      fault(span, 'This string has no closing quote.', [
        replace('Insert the closing quote', { start: span.start + comma, end: span.start + comma }, '"'),
      ]),
    );
    return;
  }
  for (const match of source.matchAll(controlCharacter)) {
    const at = { start: span.start + match.index, end: span.start + match.index + 1 };
    const escaped = JSON.stringify(match[0]).slice(1, -1);
    report(
      fault(at, `A control character in a string is written as \`${escaped}\`.`, [
        replace(`Write ${escaped}`, at, escaped),
      ]),
    );
  }
  for (const match of source.matchAll(escapes)) {
    if (match[1] === undefined) continue;
    const at = { start: span.start + match.index, end: span.start + match.index + match[0].length };
    const fixes = match[1] === 'u' ? [] : [replace('Double the backslash', at, `\\${match[0]}`)];
    report(fault(at, 'JSON does not know this escape.', fixes));
  }
  if (error === scanError.none && loneSurrogate.test(JSON.parse(source) as string)) {
    report(fault(span, 'This string holds half of a surrogate pair, which the agent cannot decode.'));
  }
}
