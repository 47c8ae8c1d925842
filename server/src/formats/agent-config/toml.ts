import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import type { Span } from '../../text/span.ts';
import type { Editor, Literal } from '../../tree/editor.ts';
import type { ObjectValue, Property, StringValue, Value } from '../../tree/value.ts';

/** A TOML file as a tree. Where it is broken there is a fault and no tree. */
export interface TomlTree {
  root?: ObjectValue;
  fault?: Span & { message: string };
  /** The tables that have a header of their own, by their path. */
  headers: readonly (Span & { path: readonly string[] })[];
}

export function parseToml(text: string): TomlTree {
  try {
    const [table] = parseTOML(text).body;
    const root: ObjectValue = { type: 'object', properties: [], start: 0, end: text.length };
    const headers: TomlTree['headers'][number][] = [];
    for (const node of table.body) {
      if (node.type === 'TOMLKeyValue') put(root, node.key.keys, readValue(node.value), node.range[1]);
      else {
        const path = node.key.keys.map(nameOf);
        headers.push({ path, start: node.range[0], end: node.key.range[1] + 1 });
        const object: ObjectValue = { type: 'object', properties: [], start: node.range[0], end: node.range[1] };
        for (const entry of node.body) put(object, entry.key.keys, readValue(entry.value), entry.range[1]);
        const value: Value =
          node.kind === 'array' ? { type: 'array', items: [object], start: object.start, end: object.end } : object;
        put(root, node.key.keys, value, node.range[1]);
      }
    }
    return { root, headers };
  } catch (error) {
    // The parser descends into arrays on the stack.
    if (!(error instanceof ParseError))
      return { fault: { start: 0, end: 0, message: 'It is nested too deeply' }, headers: [] };
    const start = Math.min(error.index, text.length);
    return { fault: { start, end: Math.min(start + 1, text.length), message: error.message }, headers: [] };
  }
}

type Key = AST.TOMLBare | AST.TOMLQuoted;

const nameOf = (key: Key) => (key.type === 'TOMLBare' ? key.name : key.value);

const stringOf = (key: Key): StringValue => ({
  type: 'string',
  value: nameOf(key),
  start: key.range[0],
  end: key.range[1],
});

function put(object: ObjectValue, keys: readonly Key[], value: Value, end: number): void {
  const [key, ...rest] = keys;
  if (!key) return;
  const name = nameOf(key);
  const known = object.properties.find((property) => property.key.value === name);
  if (rest.length > 0) {
    const inner: ObjectValue =
      known?.value.type === 'object' ? known.value : { type: 'object', properties: [], start: key.range[0], end };
    put(inner, rest, value, end);
    if (!known) object.properties.push({ key: stringOf(key), value: inner, start: key.range[0], end });
  } else if (known?.value.type === 'object' && value.type === 'object') {
    known.value.properties.push(...value.properties);
  } else if (known?.value.type === 'array' && value.type === 'array') {
    known.value.items.push(...value.items);
  } else {
    object.properties.push({ key: stringOf(key), value, start: key.range[0], end });
  }
}

function readValue(node: AST.TOMLContentNode): Value {
  const at = { start: node.range[0], end: node.range[1] };
  if (node.type === 'TOMLArray') return { type: 'array', items: node.elements.map(readValue), ...at };
  if (node.type === 'TOMLInlineTable') {
    const object: ObjectValue = { type: 'object', properties: [], ...at };
    for (const entry of node.body) put(object, entry.key.keys, readValue(entry.value), entry.range[1]);
    return object;
  }
  switch (node.kind) {
    case 'string':
      return { type: 'string', value: node.value, ...at };
    case 'integer':
    case 'float':
      return { type: 'number', value: node.value, ...at };
    case 'boolean':
      return { type: 'boolean', value: node.value, ...at };
    default:
      // Dates: no option is one.
      return { type: 'unknown', ...at };
  }
}

/** Changes the top level of a TOML file, where all of the agent's options are. */
export function tomlEditor(text: string): Editor {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const write = (value: Literal): string => {
    if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`;
    if (value !== null && typeof value === 'object') {
      return `{ ${Object.entries(value)
        .map(([name, inner]) => `${keyText(name)} = ${write(inner)}`)
        .join(', ')} }`;
    }
    return JSON.stringify(value);
  };
  return {
    // Before the first table: what follows a header belongs to that table.
    insertProperty: (_, name, value) => [{ start: 0, end: 0, text: `${keyText(name)} = ${write(value)}${eol}` }],
    removeProperty: (_: ObjectValue, property: Property) => {
      const lineEnd = /^[^\r\n]*(?:\r?\n)?/.exec(text.slice(property.end))?.[0].length ?? 0;
      return [{ start: property.start, end: property.end + lineEnd, text: '' }];
    },
    renameProperty: ({ key }, name) => [{ start: key.start, end: key.end, text: keyText(name) }],
    removeItem: (array, item) => {
      const index = array.items.indexOf(item);
      const next = array.items[index + 1];
      const previous = array.items[index - 1];
      if (next) return [{ start: item.start, end: next.start, text: '' }];
      return [{ start: previous?.end ?? item.start, end: item.end, text: '' }];
    },
    appendItem: (array, value) => {
      const last = array.items.at(-1);
      const at = last?.end ?? array.start + 1;
      return [{ start: at, end: at, text: `${last ? ', ' : ''}${write(value)}` }];
    },
    replaceString: ({ start, end }, value) => [{ start, end, text: JSON.stringify(value) }],
    replaceValue: ({ start, end }, value) => [{ start, end, text: write(value) }],
    wrapInArray: ({ start, end }) => [
      { start, end: start, text: '[' },
      { start: end, end, text: ']' },
    ],
  };
}

const keyText = (name: string) => (/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name));
