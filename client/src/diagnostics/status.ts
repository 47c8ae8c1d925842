import * as vscode from 'vscode';
import { documentSelector } from './selector.ts';
import type { LanguageServer } from './server.ts';

/** The language server's entry in the status bar's `{}` menu, for the files that it reads. */
export function registerServerStatus(context: vscode.ExtensionContext, server: LanguageServer): void {
  const item = vscode.languages.createLanguageStatusItem('nixAgents.server', documentSelector([]));
  item.name = 'Nix Agents';
  const draw = () => {
    item.busy = server.state === 'starting';
    item.severity =
      server.state === 'failed' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    item.text = 'Nix Agents';
    item.detail = {
      idle: vscode.l10n.t('not started'),
      starting: vscode.l10n.t('starting'),
      running: vscode.l10n.t('running'),
      failed: vscode.l10n.t('does not run'),
    }[server.state];
    item.command =
      server.state === 'failed'
        ? { command: 'nixAgents.restartServer', title: vscode.l10n.t('Restart') }
        : { command: 'nixAgents.showOutput', title: vscode.l10n.t('Show Output') };
  };
  draw();
  context.subscriptions.push(item, server.onDidChangeState(draw));
}
