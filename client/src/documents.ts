import * as vscode from 'vscode';

const scheme = 'nix-agents-report';

/** Reports as documents that cannot be edited; they live as long as the window. */
export interface ReportDocuments {
  show(title: string, key: string, text: string): Promise<void>;
}

export function registerReportDocuments(context: vscode.ExtensionContext): ReportDocuments {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
  );
  return {
    async show(title, key, text) {
      const uri = vscode.Uri.from({ scheme, path: `/${title.replaceAll('/', '⁄')}.md`, query: key });
      texts.set(uri.toString(), text);
      changed.fire(uri);
      try {
        await vscode.commands.executeCommand('vscode.openWith', uri, 'vscode.markdown.preview.editor');
      } catch {
        // The built-in Markdown extension may be switched off: the text reads well too.
        await vscode.window.showTextDocument(uri, { preview: true });
      }
    },
  };
}
