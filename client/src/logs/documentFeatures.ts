import * as vscode from 'vscode';
import { landmarksOf, readLines, runsOf, storePathsOf } from './documentText.ts';
import { followStorePath } from './links.ts';

const language = 'agent-log';
const kinds = {
  start: vscode.SymbolKind.Event,
  error: vscode.SymbolKind.Operator,
  warning: vscode.SymbolKind.Key,
} as const;

/** Outline, folding and links of logs as documents, whether opened from the panel or saved. */
export function registerDocumentFeatures(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(language, {
      provideDocumentSymbols: (document) =>
        landmarksOf(readLines(document.getText())).map(({ line, kind, name }) => {
          const { range } = document.lineAt(line);
          return new vscode.DocumentSymbol(name, '', kinds[kind], range, range);
        }),
    }),
    vscode.languages.registerFoldingRangeProvider(language, {
      provideFoldingRanges: (document) =>
        runsOf(readLines(document.getText())).map(
          ({ first, last }) => new vscode.FoldingRange(first, last, vscode.FoldingRangeKind.Region),
        ),
    }),
    vscode.languages.registerDocumentLinkProvider(language, {
      provideDocumentLinks: (document) =>
        storePathsOf(document.getText()).map(({ start, path }) => {
          const range = new vscode.Range(document.positionAt(start), document.positionAt(start + path.length));
          const command = encodeURIComponent(JSON.stringify([path]));
          const link = new vscode.DocumentLink(range, vscode.Uri.parse(`command:${openStorePath}?${command}`));
          link.tooltip = vscode.l10n.t('Show in the file manager, or copy where it is on the host only');
          return link;
        }),
    }),
    vscode.commands.registerCommand(openStorePath, (path: unknown) =>
      typeof path === 'string' && path.startsWith('/nix/store/') ? followStorePath(path) : undefined,
    ),
  );
}

/** Not in the manifest: links call it, nobody else. */
const openStorePath = '_nixAgents.openStorePath';
