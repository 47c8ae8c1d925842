import * as vscode from 'vscode';
import { checkOnlineCommand, type OnlineRequest } from '../../../protocol/src/languageServer.ts';
import { registerCommand } from '../commands.ts';
import type { Services } from '../services.ts';

/** Asks caches about paths, keys and tokens. The language server does it, and says how it went. */
export function registerOnline(services: Services): void {
  registerCommand(services, 'nixAgents.checkOnline', (request: OnlineRequest = {}) => {
    if (!vscode.workspace.isTrusted) {
      throw new Error(vscode.l10n.t('Caches are asked, and tokens sent to them, in trusted workspaces alone.'));
    }
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Asking the caches'),
      cancellable: true,
    };
    return vscode.window.withProgress(options, (_, token) =>
      services.server.ask('workspace/executeCommand', { command: checkOnlineCommand, arguments: [request] }, token),
    );
  });
}
