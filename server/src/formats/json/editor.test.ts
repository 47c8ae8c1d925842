import { describe, expect, it } from 'vitest';
import { applyEdits, type Edit } from '../../text/edit.ts';
import type { ArrayValue, ObjectValue, Property, StringValue } from '../../tree/value.ts';
import { jsonEditor } from './editor.ts';
import { parseJson } from './parser.ts';

function object(text: string): ObjectValue {
  const { root } = parseJson(text);
  if (root?.type !== 'object') throw new Error('no object');
  return root;
}

const changed = (text: string, edits: Edit[]): string => applyEdits(text, edits);
const first = (text: string): Property => object(text).properties[0] as Property;

describe('insertProperty', () => {
  it.each([
    ['{}', '{"x": [""]}'],
    ['{\n}\n', '{\n  "x": [""]\n}\n'],
    ['{ "a": 1 }', '{ "a": 1, "x": [""] }'],
    ['{\n    "a": 1\n}\n', '{\n    "a": 1,\n    "x": [""]\n}\n'],
    ['{\r\n\t"a": 1\r\n}', '{\r\n\t"a": 1,\r\n\t"x": [""]\r\n}'],
    ['{ "a": 1\n, "b": 2\n}', '{ "a": 1\n, "b": 2\n, "x": [""]\n}'],
    ['{\n  "a": 1,\n}', '{\n  "a": 1,\n  "x": [""]\n}'],
  ])('appends to %j', (text, expected) => {
    expect(changed(text, jsonEditor(text).insertProperty(object(text), 'x', ['']))).toBe(expected);
  });

  it.each([
    ['{ "a": 1 }', '{ "x": 0, "a": 1 }'],
    ['{\n  "a": 1\n}', '{\n  "x": 0,\n  "a": 1\n}'],
    ['{ "a": 1\n, "b": 2\n}', '{ "x": 0\n, "a": 1\n, "b": 2\n}'],
  ])('puts first into %j', (text, expected) => {
    expect(changed(text, jsonEditor(text).insertProperty(object(text), 'x', 0, 'first'))).toBe(expected);
  });

  it('writes an object over several lines, in the indentation around it', () => {
    const text = '{\n    "a": {\n    }\n}\n';
    const inner = first(text).value as ObjectValue;
    expect(changed(text, jsonEditor(text).insertProperty(inner, 'b', { c: { d: 1 } }))).toBe(
      '{\n    "a": {\n        "b": {\n            "c": {\n                "d": 1\n            }\n        }\n    }\n}\n',
    );
  });
});

describe('removeProperty', () => {
  const text = '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n';
  const leading = '{ "a": 1\n, "b": 2\n, "c": 3\n}';

  it.each([
    [text, 0, '{\n  "b": 2,\n  "c": 3\n}\n'],
    [text, 1, '{\n  "a": 1,\n  "c": 3\n}\n'],
    [text, 2, '{\n  "a": 1,\n  "b": 2\n}\n'],
    [leading, 0, '{ "b": 2\n, "c": 3\n}'],
    [leading, 1, '{ "a": 1\n, "c": 3\n}'],
    [leading, 2, '{ "a": 1\n, "b": 2\n}'],
    ['{ "a": 1 }', 0, '{}'],
  ])('takes its comma and its line along in %j', (source, index, expected) => {
    const root = object(source);
    expect(changed(source, jsonEditor(source).removeProperty(root, root.properties[index] as Property))).toBe(expected);
  });
});

describe('values', () => {
  it('are changed where they differ and nowhere else', () => {
    const text = '{"a": "name:SECRET"}';
    const edits = jsonEditor(text).replaceString(first(text).value as StringValue, 'SECRET');
    expect(edits).toEqual([{ start: 7, end: 12, text: '' }]);
    expect(changed(text, jsonEditor(text).renameProperty(first(text), 'b'))).toBe('{"b": "name:SECRET"}');
    expect(changed(text, jsonEditor(text).wrapInArray(first(text).value))).toBe('{"a": ["name:SECRET"]}');
    expect(changed(text, jsonEditor(text).replaceString(first(text).value as StringValue, 'a"\n'))).toBe(
      '{"a": "a\\"\\n"}',
    );
  });

  it('are put into arrays and taken out of them', () => {
    const text = '{"a": [1, 2]}';
    const array = first(text).value as ArrayValue;
    expect(changed(text, jsonEditor(text).appendItem(array, 3))).toBe('{"a": [1, 2, 3]}');
    expect(changed(text, jsonEditor(text).removeItem(array, array.items[0] as never))).toBe('{"a": [2]}');
  });
});
