import type { CompletionItem, Hover } from 'vscode-languageserver-types';
import type { Document } from '../../documents/document.ts';
import { positionIn } from '../../tree/position.ts';
import { type Member, meaningAt, missingMembers, type Shape, type ShapeValue, shapesAt } from '../../tree/shape.ts';
import type { Value } from '../../tree/value.ts';
import { jsonPosition, type Proposal, propertyItems, valueItems } from './completion.ts';

/** Completes a JSON file by the shape of what belongs into it. */
export function completeByShape(
  shape: Shape,
  root: Value | undefined,
  { text, lines }: Document,
  offset: number,
): CompletionItem[] {
  const position = jsonPosition(root, text, offset);
  const { object, value } = shapesAt(shape, position, offset);
  const innermost = position.objects.at(-1);
  if (position.part === 'value' || !innermost) {
    if (!innermost && text.trim() !== '' && !position.array) return [];
    return valueItems(text, lines, offset, position, (value?.values ?? []).map(valueProposal));
  }
  if (!object) return [];
  const members = missingMembers(object, innermost.object, innermost.property).map(memberProposal);
  return propertyItems(text, lines, offset, position, [...members, ...(object.entries ?? []).map(entryProposal)]);
}

/** What the name or the word at an offset means, in a file of any language. */
export function hoverByShape(
  shape: Shape,
  root: Value | undefined,
  { lines }: Document,
  offset: number,
): Hover | undefined {
  const found = meaningAt(shape, positionIn(root, offset), offset);
  return found && { contents: { kind: 'markdown', value: found.meaning }, range: lines.range(found.span) };
}

function memberProposal({ name, meaning, detail, snippet }: Member): Proposal {
  return {
    label: name,
    kind: 'property',
    documentation: meaning,
    snippet: `"${name}": ${snippet}`,
    ...(detail && { detail }),
  };
}

function entryProposal({ label, meaning, snippet }: ShapeValue): Proposal {
  return { label, kind: 'snippet', documentation: meaning, snippet };
}

function valueProposal({ label, meaning, snippet }: ShapeValue): Proposal {
  return { label, kind: 'value', documentation: meaning, snippet };
}
