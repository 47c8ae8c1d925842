import { type CompletionItem, InsertTextFormat, TextEdit } from 'vscode-languageserver';
import type { Document } from '../documents/document.ts';
import { formatOf } from '../formats/index.ts';
import type { CheckContext } from '../rules/rule.ts';

export function complete(
  document: Document,
  offset: number,
  context: CheckContext,
  snippets: boolean,
): CompletionItem[] {
  if (document.flaw) return [];
  const items = formatOf(document.format)?.completion?.(document.model, offset, context) ?? [];
  return snippets ? items : items.map(withoutSnippet);
}

/** For a client that would insert a snippet's marks as text. */
function withoutSnippet(item: CompletionItem): CompletionItem {
  if (item.insertTextFormat !== InsertTextFormat.Snippet || !item.textEdit || !TextEdit.is(item.textEdit)) return item;
  const newText = plain(item.textEdit.newText);
  return { ...item, insertTextFormat: InsertTextFormat.PlainText, textEdit: { ...item.textEdit, newText } };
}

function plain(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|}]*)[^}]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\d+|\$\{\d+\}/g, '')
    .replace(/\\([\\$}])/g, '$1');
}
