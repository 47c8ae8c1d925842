import * as vscode from 'vscode';

const scheme = 'nix-agents-logs';

/** Logs as read-only documents, for all that an editor can do with a text. */
export interface LogDocuments {
  open(title: string, text: string): Promise<void>;
}

export function registerLogDocuments({ subscriptions }: vscode.ExtensionContext): LogDocuments {
  const texts = new Map<string, string>();
  let number = 0;
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => texts.get(uri.query) ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === scheme) texts.delete(uri.query);
    }),
  );
  return {
    async open(title, text) {
      const query = String(++number);
      texts.set(query, text);
      const uri = vscode.Uri.from({ scheme, path: `/${title.replace(/[\\/]/g, '-')}.agent-log`, query });
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.languages.setTextDocumentLanguage(document, 'agent-log');
      await vscode.window.showTextDocument(document, { preview: false });
    },
  };
}
