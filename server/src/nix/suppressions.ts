import type { Suppression } from '../rules/suppress.ts';
import type { Edit } from '../text/edit.ts';
import type { NixSource } from './source.ts';

const mark = 'nix-agents-disable';
/** What follows the codes, such as a reason behind two dashes, is for people. */
const wish = new RegExp(`^(?:#|/\\*+)\\s*${mark}(-next-line)?((?:[\\s,]+[a-z-]+/[a-z-]+)+)`);

/** The comments `# nix-agents-disable CODE` and `# nix-agents-disable-next-line CODE`; several codes may follow each other. */
export function suppressionsOf({ text, tree, lines }: NixSource): Suppression[] {
  if (!text.includes(mark)) return [];
  const all = text.split(/\r\n|\r|\n/);
  /** Comments may stand above each other: the line that is meant is the one below the last. */
  const nextLine = (after: number): number => {
    let line = after + 1;
    while (/^\s*#/.test(all[line] ?? '')) line++;
    return line;
  };
  const found: Suppression[] = [];
  tree.iterate({
    enter: ({ name, from, to }) => {
      if (name !== 'LineComment' && name !== 'BlockComment') return;
      const [, next, codes = ''] = wish.exec(text.slice(from, to)) ?? [];
      const line = next ? { line: nextLine(lines.position(to).line) } : {};
      for (const code of codes.match(/[a-z-]+\/[a-z-]+/g) ?? []) found.push({ code, ...line });
    },
  });
  return found;
}

/** A comment above a line; none where that line begins inside of a string, or of another comment. */
export function suppressLine({ text, tree, lines }: NixSource, code: string, line: number): Edit[] | undefined {
  const start = lines.offset({ line, character: 0 });
  for (let node = tree.resolveInner(start, 0); ; ) {
    const within = node.from < start && start < node.to;
    if (within && (node.name.endsWith('String') || node.name === 'BlockComment')) return undefined;
    if (!node.parent) break;
    node = node.parent;
  }
  const indentation = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  return [{ start, end: start, text: `${indentation}# ${mark}-next-line ${code}${eolOf(text)}` }];
}

/** A comment at the top, below the lines by which a script names its interpreter. */
export function suppressFile({ text }: NixSource, code: string): Edit[] {
  const start = /^(?:#!.*(?:\r\n|\r|\n))*/.exec(text)?.[0].length ?? 0;
  return [{ start, end: start, text: `# ${mark} ${code}${eolOf(text)}` }];
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
