import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import type { Document } from '../documents/document.ts';
import { formatOf } from '../formats/index.ts';
import type { CheckContext } from '../rules/rule.ts';
import { contains } from '../text/span.ts';

export function inlayHints(document: Document, range: Range, context: CheckContext): InlayHint[] {
  const span = document.lines.span(range);
  const hints = document.flaw ? [] : (formatOf(document.format)?.hints?.(document.model, span, context) ?? []);
  const shown = hints.filter(({ offset }) => contains(span, offset));
  // A value that several caches share is written once.
  const distinct = new Map(shown.map((hint) => [`${hint.offset} ${hint.text}`, hint]));
  return [...distinct.values()].map(({ offset, text }) => ({
    position: document.lines.position(offset),
    label: text,
    kind: InlayHintKind.Type,
    paddingLeft: true,
  }));
}
