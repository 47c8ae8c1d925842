import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import { deploymentKeys } from '../../nix/keys.ts';
import { spanOf } from '../../nix/tree.ts';
import type { CheckContext } from '../../rules/rule.ts';
import type { Span } from '../../text/span.ts';
import { symbolsOfBinaryCaches } from '../binary-caches/symbols.ts';
import type { NixFile } from './model.ts';

/** Machines with their keys, and caches; never a value. */
export function symbolsOfNix(file: NixFile, context: CheckContext): DocumentSymbol[] {
  const { lines } = context.document;
  const symbol = (name: string, kind: SymbolKind, key: Span, around: Span): DocumentSymbol => ({
    name: name || '""',
    kind,
    range: lines.range({ start: Math.min(around.start, key.start), end: Math.max(around.end, key.end) }),
    selectionRange: lines.range(key),
  });
  const machines = (file.network?.machines ?? []).map(({ name, attribute: { key }, module }) => {
    const keys = deploymentKeys(module).flatMap(({ name: keyName, definitions: [first] }) =>
      first ? [symbol(keyName, SymbolKind.Key, spanOf(first.key), spanOf(bindingOf(first.key)))] : [],
    );
    return { ...symbol(name, SymbolKind.Object, spanOf(key), spanOf(bindingOf(key))), children: keys };
  });
  return [...machines, ...symbolsOfBinaryCaches(file, context)];
}

/** The whole of what binds a name, where that is a binding. */
function bindingOf(key: NixFile['source']['tree']['topNode']): { from: number; to: number } {
  const binding = key.parent?.parent;
  return binding?.name === 'Binding' ? binding : key;
}
