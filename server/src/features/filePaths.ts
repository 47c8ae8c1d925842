import { readdir } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import type { Document } from '../documents/document.ts';
import { formatOf } from '../formats/index.ts';

/** More names nobody reads. */
const mostNames = 500;

/** The files and folders that complete a path which is being written. */
export async function completePaths(document: Document, offset: number): Promise<CompletionItem[]> {
  const { text, lines, path } = document;
  const written = document.flaw ? undefined : formatOf(document.format)?.fileAt?.(document.model, offset, document);
  if (!written || !isAbsolute(path)) return [];
  const typed = text.slice(written.start, offset);
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const found = await readdir(resolve(dirname(path), folder), { withFileTypes: true }).catch(() => []);
  const hidden = typed.slice(folder.length).startsWith('.') && typed.length > 1;
  const names = found.filter(({ name }) => {
    if (name === '.git' || name === 'node_modules' || (name.startsWith('.') && !hidden)) return false;
    return !written.bare || /^[\w+.-]+$/.test(name);
  });
  const range = lines.range({ start: written.start + folder.length, end: written.end });
  const before = folder === '' ? './' : '';
  return names.slice(0, mostNames).map((entry) => {
    const name = entry.isDirectory() ? `${entry.name}/` : entry.name;
    const newText = before + (written.bare ? name : JSON.stringify(name).slice(1, -1));
    return {
      label: name,
      kind: entry.isDirectory() ? CompletionItemKind.Folder : CompletionItemKind.File,
      filterText: newText,
      // Folders first.
      sortText: `${entry.isDirectory() ? 0 : 1}${name}`,
      textEdit: { range, newText },
    };
  });
}
