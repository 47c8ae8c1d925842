import { showString } from './haskell.ts';

/** A JSON value as aeson decodes it: of a key given twice the first one counts. */
export type Value =
  | { type: 'Object'; members: Map<string, Value> }
  | { type: 'Array'; items: Value[] }
  | { type: 'String'; text: string }
  | { type: 'Number' | 'Boolean' | 'Null' };

/** The message of a decoder, without the path before it. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/**
 * Decodes strict JSON and fails with the words that aeson's decoder has for each fault.
 * @throws DecodeError
 * @see aeson 2.2, src/Data/Aeson/Decoding/ByteString/Lazy.hs
 */
export function decode(bytes: Uint8Array): Value {
  let at = 0;

  const fail = (message: string): never => {
    throw new DecodeError(message);
  };
  const skipSpace = () => {
    while (at < bytes.length && [0x20, 0x0a, 0x0d, 0x09].includes(bytes[at] as number)) {
      at += 1;
    }
  };
  const unexpected = (expected: string, from = at): never =>
    from >= bytes.length
      ? fail(`Unexpected end-of-input, expecting ${expected}`)
      : fail(
          `Unexpected ${showString(Buffer.from(bytes.subarray(from, from + 30)).toString('latin1'))}, expecting ${expected}`,
        );
  const literal = (word: string, type: 'Boolean' | 'Null'): Value | undefined => {
    if (Buffer.from(bytes.subarray(at, at + word.length)).toString('latin1') !== word) {
      return undefined;
    }
    at += word.length;
    return { type };
  };

  /** `at` is behind the opening quote; leaves it behind the closing one. */
  const string = (): string => {
    const start = at;
    let escapes = false;
    for (; ; at += 1) {
      const byte = bytes[at];
      if (byte === undefined) {
        return fail('Unexpected end-of-input while parsing string literal');
      }
      if (byte === quote) {
        break;
      }
      if (byte < 0x20) {
        return fail('Unexpected control character while parsing string literal');
      }
      if (byte === backslash) {
        escapes = true;
        at += 1;
      }
    }
    const raw = bytes.subarray(start, at);
    at += 1;
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
    } catch {
      return fail('Cannot decode input: Invalid UTF-8 stream');
    }
    if (!escapes) {
      return text;
    }
    try {
      return JSON.parse(`"${text}"`) as string;
    } catch {
      return fail('Cannot decode input: Invalid escape sequence');
    }
  };

  const number = (): Value => {
    const rest = Buffer.from(bytes.subarray(at, at + 4096)).toString('latin1');
    if (/^-?0\d/.test(rest)) {
      return fail('Number literal with leading zero');
    }
    const match = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(rest)?.[0];
    const next = match === undefined ? '' : rest.charAt(match.length);
    if (match === undefined || next === '.' || next === 'e' || next === 'E') {
      return fail('Unexpected end-of-input while parsing number literal');
    }
    at += match.length;
    return { type: 'Number' };
  };

  const array = (): Value => {
    const items: Value[] = [];
    skipSpace();
    if (bytes[at] === 0x5d) {
      at += 1;
      return { type: 'Array', items };
    }
    if (at >= bytes.length) {
      return unexpected('JSON value or ]');
    }
    for (;;) {
      items.push(value());
      skipSpace();
      const byte = bytes[at];
      if (byte !== comma && byte !== 0x5d) {
        return unexpected(', or ]');
      }
      at += 1;
      if (byte === 0x5d) {
        return { type: 'Array', items };
      }
    }
  };

  const object = (): Value => {
    const members = new Map<string, Value>();
    skipSpace();
    if (bytes[at] === 0x7d) {
      at += 1;
      return { type: 'Object', members };
    }
    if (bytes[at] !== quote) {
      return unexpected('record key literal or }');
    }
    for (;;) {
      at += 1;
      const key = string();
      skipSpace();
      if (bytes[at] !== 0x3a) {
        return unexpected(':');
      }
      at += 1;
      const member = value();
      if (!members.has(key)) {
        members.set(key, member);
      }
      skipSpace();
      const separator = at;
      if (bytes[at] === 0x7d) {
        at += 1;
        return { type: 'Object', members };
      }
      if (bytes[at] !== comma) {
        return unexpected(', or }');
      }
      at += 1;
      skipSpace();
      if (bytes[at] !== quote) {
        // The decoder shows the text from the comma on.
        return unexpected('key literal', at >= bytes.length ? at : separator);
      }
    }
  };

  const value = (): Value => {
    skipSpace();
    switch (bytes[at]) {
      case 0x7b:
        at += 1;
        return object();
      case 0x5b:
        at += 1;
        return array();
      case quote:
        at += 1;
        return { type: 'String', text: string() };
      default:
    }
    if (/[-0-9]/.test(String.fromCharCode(bytes[at] ?? 0))) {
      return number();
    }
    return (
      literal('null', 'Null') ?? literal('true', 'Boolean') ?? literal('false', 'Boolean') ?? unexpected('JSON value')
    );
  };

  const decoded = value();
  skipSpace();
  return at < bytes.length ? fail('Trailing garbage') : decoded;
}
