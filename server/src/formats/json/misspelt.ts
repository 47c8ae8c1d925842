import type { ProposedFix } from '../../rules/rule.ts';
import type { Span } from '../../text/span.ts';
import { fault, removal, replace, type SyntaxFault } from './fault.ts';
import type { Token } from './tokens.ts';

/** The usual slips in hand-written JSON: how each is recognized, said and mended. */

const literals: Record<string, string> = {
  True: 'true',
  TRUE: 'true',
  yes: 'true',
  False: 'false',
  FALSE: 'false',
  no: 'false',
  None: 'null',
  NULL: 'null',
  Null: 'null',
  nil: 'null',
  undefined: 'null',
};

export function unexpected(token: Token, message: string): SyntaxFault {
  return fault(token, message, token.kind === ':' ? [replace('Remove the colon', token, '')] : []);
}

export function trailingComma(text: string, at: number): SyntaxFault {
  const comma = { start: at, end: at + 1 };
  return fault(comma, 'A comma after the last entry is not allowed in strict JSON.', [
    { title: 'Remove the trailing comma', safe: true, edits: [{ ...commaSpan(text, comma), text: '' }] },
  ]);
}

export function doubleComma(text: string, comma: Token): SyntaxFault {
  return fault(comma, 'There is no entry before this comma.', [
    { title: 'Remove the comma', edits: [{ ...commaSpan(text, comma), text: '' }] },
  ]);
}

/** The comma, and its line where nothing else is on it. */
function commaSpan(text: string, comma: Span): Span {
  const whole = removal(text, comma);
  return text[whole.end - 1] === '\n' ? whole : { start: comma.start, end: comma.end };
}

export function missing(what: ',' | ':', at: number): SyntaxFault {
  const name = what === ',' ? 'comma' : 'colon';
  const span = { start: Math.max(0, at - 1), end: at };
  return fault(span, `A ${name} is missing after this.`, [replace(`Insert the ${name}`, { start: at, end: at }, what)]);
}

export function isBareKey(text: string, token: Token): boolean {
  if (token.kind !== 'word' && token.kind !== 'literal' && token.kind !== 'number') return false;
  return /^\s*[:=]/.test(text.slice(token.end, token.end + 50));
}

export function bareKey(token: Token): SyntaxFault {
  return fault(token, 'A property name is written between double quotes.', [
    replace('Quote the name', token, JSON.stringify(token.value)),
  ]);
}

export function bareValue(token: Token): SyntaxFault {
  const literal = literals[token.value];
  if (literal)
    return fault(token, `JSON writes this as \`${literal}\`.`, [replace(`Write ${literal}`, token, literal)]);
  const fixes: ProposedFix[] = /^[\w.+-]+$/.test(token.value)
    ? [replace('Put it between double quotes', token, JSON.stringify(token.value))]
    : [];
  return fault(token, 'This is not a JSON value: a string is written between double quotes.', fixes);
}

export function isAssignment(token: Token): boolean {
  return token.kind === 'word' && (token.value === '=' || token.value === '=>');
}

export function assignment(token: Token): SyntaxFault {
  return fault(token, 'JSON separates name and value by a colon.', [replace('Write a colon', token, ':')]);
}

export function isSemicolon(token: Token): boolean {
  return token.kind === 'word' && token.value === ';';
}

export function semicolon(token: Token): SyntaxFault {
  return fault(token, 'JSON separates entries by a comma.', [replace('Write a comma', token, ',')]);
}

export function empty(text: string): SyntaxFault {
  return fault({ start: 0, end: text.length }, 'The file is empty: it must hold at least `{}`.', [
    replace('Write {}', { start: 0, end: text.length }, '{}\n'),
  ]);
}

export function trailing(text: string, token: Token): SyntaxFault {
  const span = { start: token.start, end: text.trimEnd().length };
  if (/^[\]}\s]*$/.test(text.slice(span.start))) {
    return fault(span, 'There are more closing brackets than opening ones.', [
      { title: 'Remove what closes nothing', edits: [{ ...removal(text, span), text: '' }] },
    ]);
  }
  return fault(span, 'The document ends before this: a file holds one JSON value and nothing after it.', [
    { title: 'Remove the text after the document', edits: [{ start: span.start, end: span.end, text: '' }] },
  ]);
}
