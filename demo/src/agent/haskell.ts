const controlNames =
  'NUL SOH STX ETX EOT ENQ ACK a b t n v f r SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );

/**
 * A string as Haskell's `show` prints it, quotes included.
 * @see Haskell 2010 report, §2.6 (character and string literals)
 */
export function showString(text: string): string {
  let shown = '"';
  let previous = '';
  for (const character of text) {
    const escaped = showCharacter(character);
    // `\&` keeps a numeric escape apart from a digit, and `\SO` apart from an H.
    if ((/^\\\d+$/.test(previous) && /^\d/.test(escaped)) || (previous === '\\SO' && escaped === 'H')) {
      shown += '\\&';
    }
    shown += escaped;
    previous = escaped;
  }
  return `${shown}"`;
}

function showCharacter(character: string): string {
  if (character === '"' || character === '\\') {
    return `\\${character}`;
  }
  const code = character.codePointAt(0) ?? 0;
  if (code < 32) {
    return `\\${controlNames[code]}`;
  }
  if (code === 127) {
    return '\\DEL';
  }
  return code > 127 ? `\\${code}` : character;
}

/** An exception that ends the agent; printed as the derived `Show` of `FatalError` prints it. */
export class FatalError extends Error {
  override readonly name = 'FatalError';
  get shown(): string {
    return `FatalError {fatalErrorMessage = ${showString(this.message)}}`;
  }
}
