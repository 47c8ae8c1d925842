import type { Fold } from '../formats/format.ts';
import type { NixSource } from './source.ts';

/** What ends with a bracket or a quote of its own, whose line stays visible. */
const enclosed: ReadonlySet<string> = new Set([
  'AttrSet',
  'RecAttrSet',
  'LetAttrSet',
  'List',
  'Formals',
  'Parenthesized',
  'IndentedString',
]);

/** Sets, lists, strings, the bindings of `let`, and comments of several lines. */
export function foldsOf({ tree, lines, text }: NixSource): Fold[] {
  const folds = new Map<number, Fold>();
  const add = (start: number, endLine: number, kind?: 'comment'): void => {
    const startLine = lines.position(start).line;
    if (endLine <= startLine || (folds.get(startLine)?.endLine ?? -1) >= endLine) return;
    folds.set(startLine, { startLine, endLine, ...(kind && { kind }) });
  };
  let comments: { start: number; lastLine: number } | undefined;
  tree.iterate({
    enter: ({ name, from, to, node }) => {
      if (enclosed.has(name)) add(from, lines.position(to).line - 1);
      else if (name === 'Let') {
        const end = node.getChild('in');
        if (end) add(from, lines.position(end.from).line - 1);
      } else if (name === 'BlockComment') add(from, lines.position(to).line, 'comment');
      else if (name === 'LineComment') {
        const { line, character } = lines.position(from);
        const alone = text.slice(from - character, from).trim() === '';
        if (!alone) comments = undefined;
        else if (comments?.lastLine === line - 1) {
          comments.lastLine = line;
          add(comments.start, line, 'comment');
        } else comments = { start: from, lastLine: line };
      }
    },
  });
  return [...folds.values()].sort((a, b) => a.startLine - b.startLine);
}
