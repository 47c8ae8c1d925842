import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver-types';
import type { Document } from '../../documents/document.ts';
import type { Span } from '../../text/span.ts';
import { propertyOf } from '../../tree/value.ts';
import { completeByShape } from '../json/shapes.ts';
import type { AgentConfig } from './model.ts';
import { configShape } from './shape.ts';

/** Options and their values, in JSON and in TOML. */
export function completeAgentConfig(model: AgentConfig, offset: number, document: Document): CompletionItem[] {
  if (model.encrypted) return [];
  if (model.json) return completeByShape(configShape, model.root, document, offset);
  const { text, lines } = document;
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const place = /^\s*(?:([\w-]+)\s*=\s*)?("?[\w-]*)$/.exec(before);
  if (!place) return [];
  const [, name, written = ''] = place;
  // What follows the header of a table belongs to that table.
  if (/^\s*\[/m.test(text.slice(0, offset))) return [];
  const rest = /^[\w-]*"?/.exec(text.slice(offset))?.[0].length ?? 0;
  const span: Span = { start: offset - written.length, end: offset + rest };
  const item = (label: string, newText: string, kind: CompletionItemKind, meaning: string): CompletionItem => ({
    label,
    kind,
    insertTextFormat: InsertTextFormat.Snippet,
    filterText: written.startsWith('"') ? `"${label}"` : label,
    textEdit: { range: lines.range(span), newText },
    documentation: { kind: 'markdown', value: meaning },
  });
  const members = configShape.members ?? [];
  if (name !== undefined) {
    const values = members.find((member) => member.name === name)?.shape?.().values ?? [];
    return values.map(({ label, snippet, meaning }) => item(label, snippet, CompletionItemKind.EnumMember, meaning));
  }
  return members
    .filter((member) => !(model.object && propertyOf(model.object, member.name)) && !member.snippet.startsWith('{'))
    .map((member) =>
      item(member.name, `${member.name} = ${member.snippet}`, CompletionItemKind.Property, member.meaning),
    );
}
