import { ExternalTokenizer, type InputStream } from '@lezer/lr';
import { indentedText, pathEnd, pathStart, pathText, stringText, Uri } from './terms.parser.ts';

// What Nix' lexer does with states (https://github.com/NixOS/nix/blob/2.8.0/src/libexpr/lexer.l), as far as
// the generated tokenizer cannot: the text of strings, and paths, which may hold interpolations and have no end token; and addresses, which begin like paths.

const dollar = 36;
const doubleQuote = 34;
const quote = 39;
const backslash = 92;
const openBrace = 123;
const slash = 47;
const tilde = 126;
const colon = 58;

function skip(input: InputStream, count: number): void {
  for (let i = 0; i < count && input.next >= 0; i++) input.advance();
}

/** `$` opens an interpolation before `{`, and hides a `$` after it from doing so. Returns how many characters are text. */
function dollarLength(input: InputStream): number {
  const next = input.peek(1);
  return next === openBrace ? 0 : next === dollar ? 2 : 1;
}

export const string = new ExternalTokenizer((input) => {
  const start = input.pos;
  while (input.next >= 0 && input.next !== doubleQuote) {
    const length = input.next === backslash ? 2 : input.next === dollar ? dollarLength(input) : 1;
    if (length === 0) break;
    skip(input, length);
  }
  if (input.pos > start) input.acceptToken(stringText);
});

/** How many characters at `''` are an escape; 0 where it ends the string. */
function indentedEscapeLength(input: InputStream): number {
  const third = input.peek(2);
  return third === backslash ? 4 : third === dollar || third === quote ? 3 : 0;
}

export const indentedString = new ExternalTokenizer((input) => {
  const start = input.pos;
  while (input.next >= 0) {
    const length =
      input.next === dollar
        ? dollarLength(input)
        : input.next === quote && input.peek(1) === quote
          ? indentedEscapeLength(input)
          : 1;
    if (length === 0) break;
    skip(input, length);
  }
  if (input.pos > start) input.acceptToken(indentedText);
});

function isPathCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 45 && code <= 57 && code !== slash) ||
    code === 95 ||
    code === 43
  );
}

function opensInterpolation(input: InputStream): boolean {
  return input.next === dollar && input.peek(1) === openBrace;
}

function skipPathText(input: InputStream): void {
  while (isPathCharacter(input.next) || input.next === slash) input.advance();
}

/**
 * Stretches of each text in which no path and no address begins. Without this, names with many dots would be read to
 * their end again from every dot.
 */
const barren = new WeakMap<InputStream, { start: number; end: number }>();

/** Paths and addresses begin like names and numbers: what they are is told by the slash or colon in them. */
export const pathOrUri = new ExternalTokenizer((input) => {
  const start = input.pos;
  const known = barren.get(input);
  if (known && start >= known.start && start < known.end) return;
  const first = input.next;
  let underscore = start;
  if (first === tilde) input.advance();
  else {
    for (; isPathCharacter(input.next); input.advance()) if (input.next === 95) underscore = input.pos;
  }
  if (input.next === slash && isPathAfterSlash(input)) {
    skipPathText(input);
    input.acceptToken(pathStart);
    return;
  }
  if (input.next !== colon) {
    barren.set(input, { start, end: input.pos });
    return;
  }
  if (isLetter(first) && underscore === start && isUriCharacter(input.peek(1))) {
    input.advance();
    while (isUriCharacter(input.next)) input.advance();
    input.acceptToken(Uri);
    return;
  }
  // An address may begin behind the last underscore.
  barren.set(input, { start, end: underscore + 1 });
});

function isPathAfterSlash(input: InputStream): boolean {
  const next = input.peek(1);
  return isPathCharacter(next) || (next === dollar && input.peek(2) === openBrace);
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

const uriSigns = new Set([..."%/?:@&=+$,-_.!~*'"].map((sign) => sign.charCodeAt(0)));

function isUriCharacter(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57) || uriSigns.has(code);
}

export const pathContinuation = new ExternalTokenizer((input) => {
  const start = input.pos;
  skipPathText(input);
  if (input.pos > start) input.acceptToken(pathText);
  else if (!opensInterpolation(input)) input.acceptToken(pathEnd);
});
