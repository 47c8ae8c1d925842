import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import type { Document } from '../documents/document.ts';
import { formatOf } from '../formats/index.ts';
import type { CheckContext } from '../rules/rule.ts';

export function inlayHints(document: Document, range: Range, context: CheckContext): InlayHint[] {
  const hints = document.flaw ? [] : (formatOf(document.format)?.hints?.(document.model, context) ?? []);
  const { start, end } = document.lines.span(range);
  const shown = hints.filter(({ offset }) => start <= offset && offset <= end);
  // A value that several caches share is written once.
  const distinct = new Map(shown.map((hint) => [`${hint.offset} ${hint.text}`, hint]));
  return [...distinct.values()].map(({ offset, text }) => ({
    position: document.lines.position(offset),
    label: text,
    kind: InlayHintKind.Type,
    paddingLeft: true,
  }));
}
