import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver-types';
import type { Lines } from '../../text/lines.ts';
import type { Span } from '../../text/span.ts';
import { positionIn, type TreePosition } from '../../tree/position.ts';
import type { Value } from '../../tree/value.ts';

/** What may be inserted at a place. */
export interface Proposal {
  label: string;
  /** A snippet of the language server protocol. */
  snippet: string;
  detail?: string;
  /** Markdown. */
  documentation?: string;
  kind?: 'property' | 'value' | 'snippet';
}

const kinds = {
  property: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  snippet: CompletionItemKind.Snippet,
};

/** Where an offset is; behind a colon it is at the value that is still to be written. */
export function jsonPosition(root: Value | undefined, text: string, offset: number): TreePosition {
  const position = positionIn(root, offset);
  const innermost = position.objects.at(-1);
  if (position.part === 'between' && innermost && text.slice(0, offset).trimEnd().endsWith(':')) {
    const property = innermost.object.properties.findLast(({ key }) => key.end < offset);
    if (property?.value.type === 'unknown') {
      innermost.property = property;
      position.part = 'value';
    }
  }
  return position;
}

/** Proposals for a property at an offset: the word there is replaced, and commas are put where they are missing. */
export function propertyItems(
  text: string,
  lines: Lines,
  offset: number,
  position: TreePosition,
  proposals: readonly Proposal[],
): CompletionItem[] {
  const at = position.objects.at(-1);
  const key = position.part === 'key' ? at?.property?.key : undefined;
  if (key && at?.property && at.property.value.type !== 'unknown') {
    // The property has its value already: only the name changes.
    return proposals
      .filter(({ kind }) => kind === 'property')
      .map((proposal) => item(proposal, lines, key, JSON.stringify(proposal.label), text));
  }
  const span = key ? { start: key.start, end: Math.max(offset, closedEnd(text, key, offset)) } : wordAt(text, offset);
  const before = text.slice(0, span.start).trimEnd().at(-1);
  const after = text.slice(span.end).trimStart()[0];
  const comma = before !== undefined && !'{,'.includes(before) ? endOfContent(text, span.start) : undefined;
  return proposals.map((proposal) => ({
    ...item(proposal, lines, span, after === '"' ? `${proposal.snippet},` : proposal.snippet, text),
    ...(comma === undefined
      ? {}
      : { additionalTextEdits: [{ range: lines.range({ start: comma, end: comma }), newText: ',' }] }),
  }));
}

/** Proposals for a value at an offset. */
export function valueItems(
  text: string,
  lines: Lines,
  offset: number,
  position: TreePosition,
  proposals: readonly Proposal[],
): CompletionItem[] {
  const span = position.value && position.value.type !== 'unknown' ? position.value : wordAt(text, offset);
  return proposals.map((proposal) => item(proposal, lines, span, proposal.snippet, text));
}

function item(proposal: Proposal, lines: Lines, span: Span, newText: string, text: string): CompletionItem {
  const { label, detail, documentation, kind = 'property' } = proposal;
  return {
    label,
    kind: kinds[kind],
    insertTextFormat: InsertTextFormat.Snippet,
    textEdit: { range: lines.range(span), newText },
    // The editor compares this with what the range holds, quotes included.
    filterText: text[span.start] === '"' ? `"${label}"` : label,
    ...(detail ? { detail } : {}),
    ...(documentation ? { documentation: { kind: 'markdown', value: documentation } } : {}),
  };
}

function wordAt(text: string, offset: number): Span {
  const before = /[\w"-]*$/.exec(text.slice(Math.max(0, offset - 100), offset))?.[0].length ?? 0;
  const after = /^[\w-]*"?/.exec(text.slice(offset, offset + 100))?.[0].length ?? 0;
  return { start: offset - before, end: before > 0 ? offset + after : offset };
}

/** A name without its closing quote reaches to the end of the line: no more than what was typed is replaced. */
function closedEnd(text: string, key: Span, offset: number): number {
  return text[key.end - 1] === '"' && key.end - 1 > key.start ? key.end : offset;
}

function endOfContent(text: string, offset: number): number {
  return text.slice(0, offset).trimEnd().length;
}
