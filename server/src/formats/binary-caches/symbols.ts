import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import type { CheckContext } from '../../rules/rule.ts';
import type { BinaryCaches } from './model.ts';

/** Caches with their properties; never a value. */
export function symbolsOfBinaryCaches(
  { caches }: BinaryCaches,
  { document: { lines } }: CheckContext,
): DocumentSymbol[] {
  return caches.map(({ name, kind, property, object }) => ({
    // Editors refuse a symbol without a name.
    name: name || '""',
    ...(kind ? { detail: kind } : {}),
    kind: SymbolKind.Object,
    range: lines.range(property),
    selectionRange: lines.range(property.key),
    children: (object?.properties ?? []).map((inner) => ({
      name: inner.key.value || '""',
      kind: inner.value.type === 'array' ? SymbolKind.Array : SymbolKind.Property,
      range: lines.range(inner),
      selectionRange: lines.range(inner.key),
    })),
  }));
}
