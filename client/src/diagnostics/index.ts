import * as vscode from 'vscode';
import { watchedGlobs } from '../../../protocol/src/languageServer.ts';
import { registerCommand } from '../commands.ts';
import { documentSelector } from './selector.ts';
import { createLanguageServer, type LanguageServer } from './server.ts';
import { registerServerStatus } from './status.ts';

/** The language server, started as soon as there is something that it could read. */
export function registerLanguageServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageServer {
  const server = createLanguageServer(log, async (gaveUp) => {
    const { createClient } = await import('./client.ts');
    return createClient(context, log, gaveUp);
  });
  context.subscriptions.push(server);

  const tell = () => vscode.commands.executeCommand('setContext', 'nixAgents.server', server.state);
  context.subscriptions.push(server.onDidChangeState(tell));
  void tell();
  registerServerStatus(context, server);
  registerCommand({ context, log }, 'nixAgents.restartServer', () => server.restart());
  registerCommand({ context, log }, 'nixAgents.showOutput', () => log.show());
  startWhenNeeded(context, server);
  return server;
}

function startWhenNeeded(context: vscode.ExtensionContext, server: LanguageServer): void {
  const selector = documentSelector([]);
  const start = () => void server.start();
  const startFor = (document: vscode.TextDocument) => {
    if (vscode.languages.match(selector, document) > 0) start();
  };
  const glob = `{${watchedGlobs.join(',')}}`;
  const watcher = vscode.workspace.createFileSystemWatcher(glob, false, true, true);
  context.subscriptions.push(watcher, watcher.onDidCreate(start), vscode.workspace.onDidOpenTextDocument(startFor));
  vscode.workspace.textDocuments.forEach(startFor);
  vscode.workspace.findFiles(glob, '**/node_modules/**', 1).then(
    (found) => found.length > 0 && start(),
    () => undefined,
  );
}
