/**
 * The message with which aeson (2.2 and later) refuses a text, without the piece of the text that it quotes: that
 * could be a secret. `undefined` where it accepts the text.
 * @see https://github.com/haskell/aeson/blob/master/src/Data/Aeson/Decoding/ByteString/Lazy.hs
 */
export function aesonSyntaxError(text: string): string | undefined {
  const error = firstError(text);
  return error === undefined ? undefined : `Error in $: ${error}`;
}

const endOfInput = (expected: string): string => `Unexpected end-of-input, expecting ${expected}`;
const unexpected = (expected: string): string => `Unexpected "\u2026", expecting ${expected}`;

const space = /[ \t\r\n]*/y;
// A number may be followed by anything but a digit after a leading zero: what follows is the next step's matter.
const number = /-?(?:0(?!\d)|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![.\deE])/y;
const literal = /true|false|null/y;

function firstError(text: string): string | undefined {
  const closers: ('}' | ']')[] = [];
  let at = 0;
  let expects: 'value' | 'first-value' | 'first-key' | 'key' | 'next' = 'value';
  const match = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  for (;;) {
    match(space);
    const character = text[at];
    const closer = closers.at(-1);
    switch (expects) {
      case 'next':
        if (!closer) return character === undefined ? undefined : 'Trailing garbage';
        if (character === closer) {
          closers.pop();
          at++;
          break;
        }
        if (character === undefined) return endOfInput(`, or ${closer}`);
        if (character !== ',') return unexpected(`, or ${closer}`);
        at++;
        expects = closer === '}' ? 'key' : 'value';
        break;
      case 'first-key':
      case 'key': {
        if (expects === 'first-key' && character === '}') {
          closers.pop();
          at++;
          expects = 'next';
          break;
        }
        const wanted = expects === 'key' ? 'key literal' : 'record key literal or }';
        if (character === undefined) return endOfInput(wanted);
        if (character !== '"') return unexpected(wanted);
        const end = endOfString(text, at);
        if (typeof end === 'string') return end;
        at = end;
        match(space);
        if (at >= text.length) return endOfInput(':');
        if (text[at] !== ':') return unexpected(':');
        at++;
        expects = 'value';
        break;
      }
      default: {
        if (expects === 'first-value' && character === ']') {
          closers.pop();
          at++;
          expects = 'next';
          break;
        }
        if (character === undefined) return endOfInput(expects === 'first-value' ? 'JSON value or ]' : 'JSON value');
        if (character === '{' || character === '[') {
          closers.push(character === '{' ? '}' : ']');
          expects = character === '{' ? 'first-key' : 'first-value';
          at++;
          break;
        }
        if (character === '"') {
          const end = endOfString(text, at);
          if (typeof end === 'string') return end;
          at = end;
        } else if (/[-\d]/.test(character)) {
          if (!match(number)) return 'while parsing number literal';
        } else if (!match(literal)) return unexpected('JSON value');
        expects = 'next';
      }
    }
  }
}

const string = /"(?:[^"\\]|\\[\s\S])*"/y;

/** The offset after a string, or the message about it. */
function endOfString(text: string, start: number): number | string {
  string.lastIndex = start;
  const closed = string.test(text);
  const end = closed ? string.lastIndex : text.length;
  const source = text.slice(start, end);
  if (/[\u0000-\u001f]/.test(source)) return 'Unexpected control character while parsing string literal';
  if (!closed) return 'Unexpected end-of-input while parsing string literal';
  try {
    const value = JSON.parse(source) as string;
    return Buffer.from(value).toString() === value ? end : 'Cannot decode';
  } catch {
    return 'Cannot decode';
  }
}
