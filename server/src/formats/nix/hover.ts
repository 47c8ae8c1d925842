import type { Hover } from 'vscode-languageserver-types';
import { nameOf, pathTo } from '../../nix/attributePath.ts';
import { partsOf } from '../../nix/source.ts';
import { spanOf } from '../../nix/tree.ts';
import type { CheckContext } from '../../rules/rule.ts';
import { contains, type Span } from '../../text/span.ts';
import { fieldsOf } from '../binary-caches/fields.ts';
import { moduleDepth, optionText } from './completion.ts';
import type { NixFile } from './model.ts';
import { optionAt } from './options/index.ts';

/** What an option means, or the property of a cache. */
export function hoverNix(file: NixFile, offset: number, { document }: CheckContext): Hover | undefined {
  const show = (span: Span, value: string): Hover => ({
    contents: { kind: 'markdown', value },
    range: document.lines.range(span),
  });
  for (const { object, kind } of file.caches) {
    const property = object?.properties.find(({ key }) => contains(key, offset));
    const field = fieldsOf(kind).find(({ name }) => name === property?.key.value);
    if (property && field) return show(property.key, field.meaning);
  }
  const { source } = file;
  for (const side of [1, -1] as const) {
    let node = source.tree.resolveInner(offset, side);
    while (node.parent && node.parent.name !== 'AttrPath') node = node.parent;
    const binding = node.parent?.parent;
    if (!node.parent || binding?.name !== 'Binding') continue;
    const names = partsOf(node.parent).filter(({ from }) => from <= node.from);
    const path = [...pathTo(source, binding), ...names.map((part) => nameOf(source, part))];
    const depth = moduleDepth(file, path);
    const option = depth === undefined ? undefined : optionAt(path.slice(depth));
    if (option) return show(spanOf(node), optionText(option));
  }
  return undefined;
}
