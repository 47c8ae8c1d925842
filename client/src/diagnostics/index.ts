import * as vscode from 'vscode';
import {
  checkDecryptedCommand,
  disableRuleCommand,
  discoverCommand,
  watchedGlobs,
} from '../../../protocol/src/languageServer.ts';
import { registerCommand } from '../commands.ts';
import { messageOf } from '../errors.ts';
import { disableRule } from './disableRule.ts';
import { anyOf, documentSelector } from './selector.ts';
import { createLanguageServer, type LanguageServer } from './server.ts';
import { registerServerStatus } from './status.ts';

/** The language server, started as soon as there is something that it could read. */
export function registerLanguageServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageServer {
  const server = createLanguageServer(log, async (gaveUp) => {
    // A bundle of its own (scripts/build.mjs): by its name there and not by its source's.
    const { createClient } = await import('./languageClient.js');
    return createClient(context, log, gaveUp);
  });
  context.subscriptions.push(server);

  const tell = () => vscode.commands.executeCommand('setContext', 'nixAgents.server', server.state);
  context.subscriptions.push(server.onDidChangeState(tell));
  void tell();
  registerServerStatus(context, server);
  registerCommand({ context, log }, 'nixAgents.restartServer', () => server.restart());
  registerCommand({ context, log }, 'nixAgents.showOutput', () => log.show());
  registerCommand({ context, log }, disableRuleCommand, disableRule);
  registerCommand({ context, log }, 'nixAgents.checkDecrypted', () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (!uri) throw new Error(vscode.l10n.t('Open the encrypted file first.'));
    if (!vscode.workspace.isTrusted) {
      throw new Error(vscode.l10n.t('Files are decrypted in trusted workspaces alone. Trust the workspace first.'));
    }
    const parameters = { command: checkDecryptedCommand, arguments: [uri.toString()] };
    return server.ask('workspace/executeCommand', parameters);
  });
  registerCommand({ context, log }, 'nixAgents.discover', () => {
    if (!vscode.workspace.isTrusted) {
      throw new Error(vscode.l10n.t('Discovering agents runs Nix on this workspace. Trust the workspace first.'));
    }
    return server.ask('workspace/executeCommand', { command: discoverCommand, arguments: [] });
  });
  startWhenNeeded(context, log, server);
  return server;
}

function startWhenNeeded(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, server: LanguageServer): void {
  const selector = documentSelector([]);
  const start = (reason: vscode.Uri) => {
    if (server.state === 'idle') log.info(`The language server starts for ${reason.toString()}.`);
    void server.start();
  };
  // Shown, and not only opened: the editor opens JSON files of its own that nobody sees.
  const startForShown = () => {
    const shown = vscode.window.visibleTextEditors.find(
      ({ document }) => vscode.languages.match(selector, document) > 0,
    );
    if (shown) start(shown.document.uri);
  };
  const glob = anyOf(watchedGlobs);
  const watcher = vscode.workspace.createFileSystemWatcher(glob, false, true, true);
  context.subscriptions.push(
    watcher,
    watcher.onDidCreate(start),
    vscode.window.onDidChangeVisibleTextEditors(startForShown),
  );
  startForShown();
  vscode.workspace.findFiles(glob, '**/node_modules/**', 1).then(
    ([found]) => found && start(found),
    (error: unknown) => log.warn(`The workspace could not be searched: ${messageOf(error)}`),
  );
}
