import type { Edit } from '../../text/edit.ts';
import type { Span } from '../../text/span.ts';
import type { Editor, Literal } from '../../tree/editor.ts';

/** Changes JSON text in the style that it has: indentation, line ends, commas in front or behind. */
export function jsonEditor(text: string): Editor {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const unit = /^[ ]*[{[][ ]*\r?\n([ \t]+)/.exec(text)?.[1] ?? /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';

  const insert = (
    container: Span,
    members: readonly Span[],
    render: (indentation: string) => string,
    first: boolean,
  ): Edit[] => {
    const anchor = first ? members[0] : members.at(-1);
    const base = indentationAt(text, container.start);
    if (!anchor) {
      // A container in a text of one line stays on its line.
      if (!text.trimEnd().includes('\n'))
        return [{ start: container.start + 1, end: container.end - 1, text: render(base) }];
      const inner = base + unit;
      return [{ start: container.start + 1, end: container.end - 1, text: eol + inner + render(inner) + eol + base }];
    }
    const line = text.slice(lineStart(text, anchor.start), anchor.start);
    if (first) {
      const second = members[1];
      const secondLine = second ? text.slice(lineStart(text, second.start), second.start) : '';
      const at = { start: anchor.start, end: anchor.start };
      if (/^[ \t]*,[ \t]*$/.test(secondLine)) return [{ ...at, text: render(base) + eol + secondLine }];
      return [{ ...at, text: `${render(line.trim() === '' ? line : base)},${line.trim() === '' ? eol + line : ' '}` }];
    }
    const comma = /^\s*,/.exec(text.slice(anchor.end, container.end))?.[0].length ?? 0;
    const at = { start: anchor.end + comma, end: anchor.end + comma };
    const before = comma > 0 ? '' : ',';
    if (line.trim() === '') return [{ ...at, text: before + eol + line + render(line) }];
    if (/^[ \t]*,[ \t]*$/.test(line) && comma === 0) return [{ ...at, text: eol + line + render(base) }];
    return [{ ...at, text: `${before} ${render(base)}` }];
  };

  const remove = (container: Span, members: readonly Span[], member: Span): Edit[] => {
    const index = members.indexOf(member);
    const previous = members[index - 1];
    const next = members[index + 1];
    if (next) return [{ start: member.start, end: next.start, text: '' }];
    if (previous) return [{ start: previous.end, end: member.end, text: '' }];
    return [{ start: container.start + 1, end: container.end - 1, text: '' }];
  };

  const write = (value: Literal, indentation: string): string => {
    if (value === null || typeof value !== 'object') return JSON.stringify(value);
    const compact = Array.isArray(value) && value.every((item) => item === null || typeof item !== 'object');
    if (compact) return JSON.stringify(value);
    return JSON.stringify(value, null, unit).replaceAll('\n', eol + indentation);
  };

  return {
    insertProperty: (object, name, value, where = 'last') =>
      insert(
        object,
        object.properties,
        (indentation) => `${JSON.stringify(name)}: ${write(value, indentation)}`,
        where === 'first',
      ),
    removeProperty: (object, property) => remove(object, object.properties, property),
    renameProperty: ({ key }, name) => [smallest(text, key, JSON.stringify(name))],
    removeItem: (array, item) => remove(array, array.items, item),
    appendItem: (array, value) => insert(array, array.items, (indentation) => write(value, indentation), false),
    replaceString: (node, value) => [smallest(text, node, JSON.stringify(value))],
    replaceValue: ({ start, end }, value) => [{ start, end, text: write(value, indentationAt(text, start)) }],
    wrapInArray: ({ start, end }) => [
      { start, end: start, text: '[' },
      { start: end, end, text: ']' },
    ],
  };
}

/** Touches only what differs: an edit travels and is traced, and a string may be a secret. */
function smallest(text: string, span: Span, replacement: string): Edit {
  const before = text.slice(span.start, span.end);
  const most = Math.min(before.length, replacement.length);
  let head = 0;
  while (head < most && before[head] === replacement[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === replacement[replacement.length - 1 - tail]) tail++;
  return { start: span.start + head, end: span.end - tail, text: replacement.slice(head, replacement.length - tail) };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function indentationAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}
