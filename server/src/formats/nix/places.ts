import { attributeText, endOfBinding, lineOf } from '../../nix/editor.ts';
import type { Definition } from '../../nix/modules.ts';
import { partsOf } from '../../nix/source.ts';
import type { Written } from '../../nix/value.ts';
import type { Edit } from '../../text/edit.ts';
import type { Span } from '../../text/span.ts';

export const keySpan = ({ key }: Definition): Span => ({ start: key.from, end: key.to });

export const valueSpan = ({ value }: Definition): Span => ({ start: value.node.from, end: value.node.to });

/** Writes a binding behind another one, in the same set and the same style: `a.b = 1;` gets `a.c = 2;`. */
export function insertBeside(definition: Definition, name: string, value: string): Edit[] {
  const path = definition.key.parent;
  const binding = path?.parent;
  if (path?.name !== 'AttrPath' || !binding) return [];
  const { text } = definition.source;
  const prefix = text.slice(path.from, definition.key.from);
  const at = endOfBinding(text, { end: binding.to });
  const { indentation, blank } = lineOf(text, binding.from);
  const end = text.charAt(binding.to - 1) === ';' ? binding.to : at;
  const lead = blank ? `${text.includes('\r\n') ? '\r\n' : '\n'}${indentation}` : ' ';
  return [{ start: end, end, text: `${lead}${prefix}${attributeText(name)} = ${value};` }];
}

/** Writes a binding as the first of a set in braces, in the style of what is in it. */
export function insertFirst({ source, node }: Written, binding: string): Edit[] {
  if (node.name !== 'AttrSet') return [];
  const { text } = source;
  const first = partsOf(node)[0];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const line = first && lineOf(text, first.from);
  const at = node.from + 1;
  const alone = first ? line?.blank : text.slice(node.from, node.to).includes('\n');
  const indentation = line?.blank ? line.indentation : `${lineOf(text, node.from).indentation}  `;
  return [{ start: at, end: at, text: alone ? `${eol}${indentation}${binding}` : ` ${binding}` }];
}
