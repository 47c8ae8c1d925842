/**
 * Host errors are compared by what they say: without the wrapping of Haskell's exceptions, and without what differs
 * between versions of the agent's libraries.
 */
export function canonical(message: string): string {
  return (
    unwrapped(message)
      .replace(/parsing Map ?~?(?:Text)? failed/g, 'parsing Map failed')
      // aeson quotes the beginning of what it could not read, which may be a secret.
      .replace(/Unexpected ".*", expecting/gs, 'Unexpected "\u2026", expecting')
      // aeson 2.2 no longer puts this before a fault of syntax.
      .replace(/^Error in \$: (?=Unexpected|Trailing garbage|Cannot decode|while parsing)/, '')
      .trim()
  );
}

/** Whether a logged line says what a rule predicted. */
export function matches(message: string, hostError: string): boolean {
  const said = canonical(message);
  const predicted = canonical(hostError);
  const at = said.indexOf(predicted);
  // The name of one cache may begin with the name of another.
  return predicted !== '' && at >= 0 && !/^[\w-]/.test(said.slice(at + predicted.length));
}

function unwrapped(message: string): string {
  const wrapped = /fatalErrorMessage = "((?:[^"\\]|\\[\s\S])*)"/.exec(message)?.[1];
  return wrapped === undefined ? message : haskellString(wrapped);
}

/** What Haskell's `show` made of a string, undone. */
function haskellString(shown: string): string {
  const named: Record<string, string> = { n: '\n', t: '\t', r: '\r', '&': '' };
  return shown.replace(/\\(\d+|x[\da-fA-F]+|[\s\S])/g, (_, escaped: string) => {
    if (/^\d/.test(escaped)) return String.fromCodePoint(Math.min(Number(escaped), 0x10ffff));
    return named[escaped] ?? escaped;
  });
}
