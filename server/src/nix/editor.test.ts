// biome-ignore-all lint/suspicious/noTemplateCurlyInString: interpolations of Nix, not of JavaScript
import { describe, expect, test } from 'vitest';
import { applyEdits, type Edit } from '../text/edit.ts';
import type { Editor } from '../tree/editor.ts';
import { type ObjectValue, propertyOf } from '../tree/value.ts';
import { nixEditor } from './editor.ts';
import { evaluateNix } from './evaluate.ts';
import { parseNix } from './source.ts';
import { toTree } from './tree.ts';

function edited(text: string, change: (editor: Editor, root: ObjectValue) => Edit[]): string {
  const root = toTree(evaluateNix(parseNix(text, '/x.nix')));
  if (root.type !== 'object') throw new Error('no set');
  return applyEdits(text, change(nixEditor(text), root));
}

function listOf(root: ObjectValue) {
  const value = propertyOf(root, 'l')?.value;
  if (value?.type !== 'array') throw new Error('no list');
  return value;
}

describe('a property is inserted in the style of the set', () => {
  test.each([
    ['{ a = 1; }', '{ a = 1; n = "v"; }'],
    ['{ }', '{ n = "v"; }'],
    ['{}', '{ n = "v"; }'],
    ['{\n  a = 1;\n}\n', '{\n  a = 1;\n  n = "v";\n}\n'],
    ['{\r\n\ta = 1; # one\r\n}\r\n', '{\r\n\ta = 1;\r\n\tn = "v"; # one\r\n}\r\n'],
  ])('%j', (text, expected) => {
    expect(edited(text, (editor, root) => editor.insertProperty(root, 'n', 'v'))).toBe(expected);
  });

  test('or as the first', () => {
    const first = (text: string) => edited(text, (editor, root) => editor.insertProperty(root, 'if', [1], 'first'));
    expect(first('{ a = 1; }')).toBe('{ "if" = [ 1 ]; a = 1; }');
    expect(first('{\n  a = 1;\n}')).toBe('{\n  "if" = [ 1 ];\n  a = 1;\n}');
    expect(first('rec { a = 1; }')).toBe('rec { "if" = [ 1 ]; a = 1; }');
  });
});

test('a property is removed with its line', () => {
  const removed = (text: string) =>
    edited(text, (editor, root) => {
      const property = propertyOf(root, 'b');
      return property ? editor.removeProperty(root, property) : [];
    });
  expect(removed('{\n  a = 1;\n  b = 2;\n  c = 3;\n}')).toBe('{\n  a = 1;\n  c = 3;\n}');
  expect(removed('{ a = 1; b = 2; c = 3; }')).toBe('{ a = 1; c = 3; }');
});

test('elements are appended and removed', () => {
  expect(edited('{ l = [ 1 2 ]; }', (editor, root) => editor.appendItem(listOf(root), 'x'))).toBe(
    '{ l = [ 1 2 "x" ]; }',
  );
  expect(edited('{ l = [ ]; }', (editor, root) => editor.appendItem(listOf(root), -1))).toBe('{ l = [ (-1) ]; }');
  const remove = (text: string, index: number) =>
    edited(text, (editor, root) => {
      const list = listOf(root);
      const item = list.items[index];
      return item ? editor.removeItem(list, item) : [];
    });
  expect(remove('{ l = [ 1 2 3 ]; }', 0)).toBe('{ l = [ 2 3 ]; }');
  expect(remove('{ l = [ 1 2 3 ]; }', 2)).toBe('{ l = [ 1 2 ]; }');
});

test('text is escaped', () => {
  const value = 'a "b" \\ ${c} \n \t $d';
  const text = edited('{ a = 1; }', (editor, root) => editor.insertProperty(root, 'n', value));
  const read = toTree(evaluateNix(parseNix(text, '/x.nix')));
  expect(read.type === 'object' && propertyOf(read, 'n')?.value).toMatchObject({ type: 'string', value });
});
