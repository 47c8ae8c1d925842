import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type HostMessage, isPageMessage } from '../../../protocol/src/logPanel.ts';
import { pageHtml } from './html.ts';
import type { Panel } from './panel.ts';

export const logsView = 'nixAgents.logs';

/** Where the panel's page is. */
export interface PageHolder {
  focusFilter(): Promise<void>;
  /** Brings the page into sight, wherever it is. */
  show(): Promise<void>;
  /** From the panel area into an editor; showing the view again brings it back. */
  moveToEditor(): void;
}

/**
 * Gives the view, or an editor, its page. VS Code throws a page away when it is hidden or moved and asks for a new one when it
 * is shown again; the panel holds all that the page needs to look as before.
 */
export function registerPage(
  { extensionUri, subscriptions }: vscode.ExtensionContext,
  panel: Panel,
  shown: () => void,
): PageHolder {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'logs');
  let view: vscode.WebviewView | undefined;
  let editor: vscode.WebviewPanel | undefined;
  /** The filter is asked for before there is a page. */
  let focusSoon = false;
  /** The page that the panel talks to. */
  let current: vscode.Webview | undefined;

  function fill(webview: vscode.Webview): vscode.Disposable {
    const post = (message: HostMessage) => void webview.postMessage(message);
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    const listening = webview.onDidReceiveMessage((message: unknown) => {
      if (!isPageMessage(message)) return;
      if (message.kind === 'ready') {
        current = webview;
        panel.attach(post);
      }
      if (current !== webview) return;
      panel.receive(message);
      if (message.kind !== 'ready' || !focusSoon) return;
      focusSoon = false;
      post({ kind: 'focusFilter' });
    });
    webview.html = pageHtml({
      script: String(webview.asWebviewUri(vscode.Uri.joinPath(folder, 'page.js'))),
      style: String(webview.asWebviewUri(vscode.Uri.joinPath(folder, 'style.css'))),
      origin: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
    });
    return listening;
  }

  function leave(webview: vscode.Webview): void {
    if (current !== webview) return;
    current = undefined;
    panel.detach();
  }

  async function show(): Promise<void> {
    if (editor) editor.reveal();
    else await vscode.commands.executeCommand(`${logsView}.focus`);
  }

  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView(resolved) {
      view = resolved;
      editor?.dispose();
      const listening = fill(resolved.webview);
      resolved.onDidDispose(() => {
        listening.dispose();
        leave(resolved.webview);
        if (view === resolved) view = undefined;
      });
      resolved.onDidChangeVisibility(() => {
        if (resolved.visible) editor?.dispose();
        else leave(resolved.webview);
      });
      shown();
    },
  };
  subscriptions.push(vscode.window.registerWebviewViewProvider(logsView, provider), {
    dispose: () => editor?.dispose(),
  });

  return {
    async focusFilter() {
      focusSoon = current === undefined;
      await show();
      void current?.postMessage({ kind: 'focusFilter' } satisfies HostMessage);
    },
    show,
    moveToEditor() {
      if (editor) {
        editor.reveal();
        return;
      }
      if (view?.visible) void vscode.commands.executeCommand('workbench.action.closePanel');
      const opened = vscode.window.createWebviewPanel('nixAgents.logsEditor', vscode.l10n.t('Agent Logs'), {
        viewColumn: vscode.ViewColumn.Active,
      });
      editor = opened;
      opened.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'nix-agents.svg');
      const listening = fill(opened.webview);
      opened.onDidChangeViewState(() => {
        if (!opened.visible) leave(opened.webview);
      });
      opened.onDidDispose(() => {
        listening.dispose();
        leave(opened.webview);
        if (editor === opened) editor = undefined;
      });
      shown();
    },
  };
}
