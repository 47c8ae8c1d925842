/** An agent's line, taken apart. */
export interface KatipLine {
  namespace: string;
  /** `[key:value]…` as it is printed. */
  context: string;
  /** `package:Module file.hs:line:column` */
  position: string;
  message: string;
}

const prefix =
  /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]\[([^\]]*)\]\[(?:Debug|Info|Notice|Warning|Error|Critical|Alert|Emergency)\]\[[^\]]*\]\[PID \d+\]\[ThreadId \d+\]/;
const position = /\[([\w.-]+:[\w.]+ \S+\.hs:\d+:\d+)\] /g;

/**
 * Reads a line in the bracket format that both agents print.
 * Values in the context may hold brackets themselves, so the message begins after the last source position.
 * @see https://hackage.haskell.org/package/katip bracketFormat in Katip.Scribes.Handle
 */
export function readKatip(line: string): KatipLine | undefined {
  const head = prefix.exec(line);
  if (!head) return undefined;
  const rest = line.slice(head[0].length);
  let last: RegExpExecArray | undefined;
  for (const match of rest.matchAll(position)) last = match;
  if (last) {
    return {
      namespace: head[1] ?? '',
      context: rest.slice(0, last.index),
      position: last[1] ?? '',
      message: rest.slice(last.index + last[0].length),
    };
  }
  const open = /^(?:\[[^\]]*\])*/.exec(rest)?.[0] ?? '';
  return { namespace: head[1] ?? '', context: open, position: '', message: rest.slice(open.length).trimStart() };
}

const fatal = /FatalError \{fatalErrorMessage = ("(?:[^"\\]|\\.)*")/;

/** The text inside of the agent's fatal exception, with its line breaks. */
export function fatalMessage(line: string): string | undefined {
  const quoted = fatal.exec(line)?.[1];
  if (quoted === undefined) return undefined;
  return quoted
    .slice(1, -1)
    .replace(/\\(n|t|&|"|\\|\d+)/g, (_, code: string) =>
      code === 'n'
        ? '\n'
        : code === 't'
          ? '\t'
          : code === '&'
            ? ''
            : /\d/.test(code)
              ? String.fromCodePoint(Math.min(Number(code), 0x10ffff))
              : code,
    );
}
