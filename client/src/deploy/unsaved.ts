import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../../protocol/src/agents.ts';

/**
 * Saves what the editor holds unsaved of the files that are deployed, after asking.
 * @returns `false` when the person calls the deployment off
 */
export async function saveFilesOf(agent: Agent): Promise<boolean> {
  const sources = new Set(agent.secrets.map(({ source }) => vscode.Uri.file(join(agent.workspace, source)).toString()));
  const dirty = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && sources.has(document.uri.toString()),
  );
  if (dirty.length === 0) return true;
  const names = dirty.map((document) => vscode.workspace.asRelativePath(document.uri));
  const save = vscode.l10n.t('Save and Deploy');
  const answer = await vscode.window.showWarningMessage(
    names.length === 1
      ? vscode.l10n.t('{0} has unsaved changes.', names.join())
      : vscode.l10n.t('{0} files have unsaved changes.', String(names.length)),
    {
      modal: true,
      detail: [
        vscode.l10n.t('What is deployed to {0} is what is on disk.', agent.name),
        ...(names.length > 1 ? [names.map((name) => `• ${name}`).join('\n')] : []),
      ].join('\n\n'),
    },
    save,
  );
  if (answer !== save) return false;
  const saved = await Promise.all(dirty.map((document) => document.save()));
  if (saved.includes(false)) throw new Error(vscode.l10n.t('A file could not be saved. Nothing was deployed.'));
  return true;
}
