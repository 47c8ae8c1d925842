import type { CodeLens } from 'vscode-languageserver';
import { askCachesCommand, type OnlineRequest } from '../../../protocol/src/languageServer.ts';
import type { Document } from '../documents/document.ts';
import type { BinaryCaches } from '../formats/binary-caches/model.ts';

/** What can be asked about the caches that a document defines. The client has the command. */
export function cacheLenses({ format, flaw, model, lines }: Document, uri: string): CodeLens[] {
  if (flaw || (format !== 'binary-caches' && format !== 'nix')) return [];
  const { caches, encrypted } = model as BinaryCaches;
  if (encrypted) return [];
  return caches.flatMap(({ kind, name, property }) => {
    if (!kind) return [];
    const range = lines.range(property.key);
    const lens = (title: string, request: OnlineRequest): CodeLens => ({
      range,
      command: { title, command: askCachesCommand, arguments: [request] },
    });
    const paths = lens('Check Paths', { question: 'paths' });
    if (kind === 'NixCache') return [paths];
    return [lens('Test Credentials', { question: 'credentials', file: uri, cache: name }), paths];
  });
}
