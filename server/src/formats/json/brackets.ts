import { fault, replace, type SyntaxFault } from './fault.ts';
import type { Frame } from './parser.ts';
import type { Token } from './tokens.ts';

/** So many brackets nobody forgets: the text is not one that closing them would mend. */
const mostMissing = 50;

/** The text ends while brackets are open. `at` is the end of its last token. */
export function missingEnd(text: string, stack: readonly Frame[], at: number): SyntaxFault {
  const span = { start: Math.max(0, at - 1), end: at };
  if (stack.length > mostMissing)
    return fault(span, `The file ends too early: ${stack.length} brackets are still open.`);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const closers = stack
    .toReversed()
    .map(({ node, closer }) => {
      const lineStart = Math.max(text.lastIndexOf('\n', node.start - 1) + 1, 0);
      const indentation = /^[ \t]*/.exec(text.slice(lineStart, node.start))?.[0] ?? '';
      return text.slice(node.start, at).includes('\n') ? eol + indentation + closer : ` ${closer}`;
    })
    .join('');
  const names = stack.toReversed().map(({ closer }) => `\`${closer}\``);
  const some =
    names.length > 5
      ? `${names.length} closing brackets are`
      : `${names.join(' ')} ${names.length === 1 ? 'is' : 'are'}`;
  return fault(span, `The file ends too early: ${some} missing.`, [
    replace('Insert the missing closing brackets', { start: at, end: at }, closers),
  ]);
}

/** A closing bracket that does not fit the innermost open one: either some are missing before it, or it is the wrong one. */
export function unclosed(stack: readonly Frame[], token: Token, at: number): { fault: SyntaxFault; frames: number } {
  const index = stack.findLastIndex(({ closer }) => closer === token.kind);
  if (index < 0) {
    const closer = stack.at(-1)?.closer ?? '}';
    const message = `This bracket does not fit the open one: \`${closer}\` is expected.`;
    return { fault: fault(token, message, [replace(`Write ${closer}`, token, closer)]), frames: 0 };
  }
  const inner = stack.slice(index + 1).toReversed();
  const closers = inner.map(({ closer }) => closer).join('');
  const message = `\`${closers}\` is missing before this bracket.`;
  return {
    fault: fault(token, message, [replace(`Insert ${closers}`, { start: at, end: at }, closers)]),
    frames: inner.length,
  };
}
