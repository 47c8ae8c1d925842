import * as vscode from 'vscode';
import type { FileFinding } from '../../../protocol/src/findings.ts';
import { errorLines } from './confirmation.ts';

/** Tells which errors keep a deployment from going on. @returns whether the person deploys all the same */
export async function deployAnyway(name: string, findings: FileFinding[]): Promise<boolean> {
  const anyway = vscode.l10n.t('Deploy Anyway');
  const show = vscode.l10n.t('Show Problems');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('The deployment of {0} was refused.', name),
    { modal: true, detail: errorLines(findings, vscode.l10n) },
    show,
    anyway,
  );
  if (answer === show) await showProblem(findings);
  return answer === anyway;
}

async function showProblem([first]: FileFinding[]): Promise<void> {
  if (!first) return;
  const { start, end } = first.finding.range;
  await vscode.window.showTextDocument(vscode.Uri.file(first.path), {
    selection: new vscode.Range(start.line, start.character, end.line, end.character),
  });
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}
