import type { Edit } from '../text/edit.ts';
import type { Editor, Literal } from '../tree/editor.ts';
import type { ObjectValue, Property } from '../tree/value.ts';

/** Changes sets and lists in Nix text, in the style of what is around them. */
export function nixEditor(text: string): Editor {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';

  const insertProperty: Editor['insertProperty'] = (object, name, value, where = 'last') => {
    const binding = `${attributeText(name)} = ${nixLiteral(value)};`;
    const ends = object.properties.map((property) => endOfBinding(text, property));
    const last = ends.length > 0 ? Math.max(...ends) : undefined;
    if (where === 'first' || last === undefined) {
      const at = object.start + (text.startsWith('rec', object.start) ? text.slice(object.start).indexOf('{') + 1 : 1);
      const first = object.properties[0];
      const line = first && lineOf(text, first.start);
      const lead = line?.blank ? eol + line.indentation : ' ';
      const trail = /\s/.test(text.charAt(at)) ? '' : ' ';
      return [{ start: at, end: at, text: lead + binding + trail }];
    }
    const lastProperty = object.properties.find((property) => endOfBinding(text, property) === last);
    const line = lineOf(text, lastProperty?.start ?? object.start);
    return [{ start: last, end: last, text: (line.blank ? eol + line.indentation : ' ') + binding }];
  };

  return {
    insertProperty,
    removeProperty: (_: ObjectValue, property: Property): Edit[] => {
      const end = endOfBinding(text, property);
      const before = /[ \t]*$/.exec(text.slice(0, property.start))?.[0].length ?? 0;
      const lineEnd = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length ?? 0;
      const wholeLine = lineEnd > 0 && lineOf(text, property.start).blank;
      return [{ start: property.start - before, end: wholeLine ? end + lineEnd : end, text: '' }];
    },
    renameProperty: ({ key }, name) => [{ start: key.start, end: key.end, text: attributeText(name) }],
    removeItem: (array, item) => {
      const next = array.items[array.items.indexOf(item) + 1];
      const before = /\s*$/.exec(text.slice(0, item.start))?.[0].length ?? 0;
      return next
        ? [{ start: item.start, end: next.start, text: '' }]
        : [{ start: item.start - before, end: item.end, text: '' }];
    },
    appendItem: (array, value) => {
      const last = array.items.at(-1);
      if (!last) return [{ start: array.start + 1, end: array.end - 1, text: ` ${itemText(value)} ` }];
      const line = lineOf(text, last.start);
      return [{ start: last.end, end: last.end, text: (line.blank ? eol + line.indentation : ' ') + itemText(value) }];
    },
    replaceString: ({ start, end }, value) => [{ start, end, text: nixString(value) }],
    replaceValue: ({ start, end }, value) => [{ start, end, text: nixLiteral(value) }],
    wrapInArray: ({ start, end }) => [
      { start, end: start, text: '[ ' },
      { start: end, end, text: ' ]' },
    ],
  };
}

/** Behind the semicolon that ends the binding. */
export function endOfBinding(text: string, { end }: { end: number }): number {
  const semicolon = /^(?:\s|#[^\r\n]*|\/\*[\s\S]*?\*\/|\))*;/.exec(text.slice(end));
  return semicolon ? end + semicolon[0].length : end;
}

/** The blanks that a line begins with, and whether there is nothing else before `offset`. */
export function lineOf(text: string, offset: number): { indentation: string; blank: boolean } {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return { indentation: /^[ \t]*/.exec(line)?.[0] ?? '', blank: line.trim() === '' };
}

export function nixString(value: string): string {
  const escaped = value
    .replaceAll(/["\\]|\$\{/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}

const keywords = new Set(['if', 'then', 'else', 'assert', 'with', 'let', 'in', 'rec', 'inherit']);

export function attributeText(name: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(name) && !keywords.has(name) ? name : nixString(name);
}

export function nixLiteral(value: Literal): string {
  if (typeof value === 'string') return nixString(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? '[ ]' : `[ ${value.map(itemText).join(' ')} ]`;
  const bindings = Object.entries(value).map(([name, inner]) => `${attributeText(name)} = ${nixLiteral(inner)};`);
  return bindings.length === 0 ? '{ }' : `{ ${bindings.join(' ')} }`;
}

/** An element of a list: a negative number would be read as two. */
function itemText(value: Literal): string {
  return typeof value === 'number' && value < 0 ? `(${value})` : nixLiteral(value);
}
