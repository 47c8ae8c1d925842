import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type HostMessage, isPageMessage } from '../../../protocol/src/logPanel.ts';
import { pageHtml } from './html.ts';
import type { Panel } from './panel.ts';

export const logsView = 'nixAgents.logs';

/**
 * Gives the view its page. VS Code throws the page away when the view is hidden or moved and asks for a new one when it is
 * shown again; the panel holds all that the page needs to look as before.
 */
export function registerPage(
  { extensionUri, subscriptions }: vscode.ExtensionContext,
  panel: Panel,
  shown: () => void,
): { focusFilter(): void } {
  let view: vscode.WebviewView | undefined;

  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView(resolved) {
      view = resolved;
      const { webview } = resolved;
      const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'logs');
      const post = (message: HostMessage) => void webview.postMessage(message);
      webview.options = { enableScripts: true, localResourceRoots: [folder] };
      const listening = webview.onDidReceiveMessage((message: unknown) => {
        if (!isPageMessage(message)) return;
        if (message.kind === 'ready') panel.attach(post);
        panel.receive(message);
      });
      resolved.onDidDispose(() => {
        listening.dispose();
        if (view !== resolved) return;
        view = undefined;
        panel.detach();
      });
      resolved.onDidChangeVisibility(() => {
        if (!resolved.visible) panel.detach();
      });
      webview.html = pageHtml({
        script: String(webview.asWebviewUri(vscode.Uri.joinPath(folder, 'page.js'))),
        style: String(webview.asWebviewUri(vscode.Uri.joinPath(folder, 'style.css'))),
        origin: webview.cspSource,
        nonce: randomBytes(16).toString('base64url'),
      });
      shown();
    },
  };
  subscriptions.push(vscode.window.registerWebviewViewProvider(logsView, provider));

  return {
    focusFilter() {
      view?.show();
      void view?.webview.postMessage({ kind: 'focusFilter' } satisfies HostMessage);
    },
  };
}
