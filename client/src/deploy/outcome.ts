import * as vscode from 'vscode';
import type { DeployReport } from '../../../protocol/src/plan.ts';

export interface OutcomeActions {
  showReport(): Thenable<unknown>;
  showLogs(): Thenable<unknown>;
}

/** Tells how a deployment ended, with what to do next as buttons. */
export async function showOutcome(report: DeployReport, actions: OutcomeActions): Promise<void> {
  const reportButton = vscode.l10n.t('Show Report');
  const logsButton = vscode.l10n.t('Show Logs');
  const text = [report.summary, report.next].filter(Boolean).join(' ');
  const good = report.result === 'deployed' || report.result === 'unchanged';
  const show = good ? vscode.window.showInformationMessage : vscode.window.showErrorMessage;
  const answer = await show(text, reportButton, logsButton);
  if (answer === reportButton) await actions.showReport();
  if (answer === logsButton) await actions.showLogs();
}
