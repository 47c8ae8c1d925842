import * as vscode from 'vscode';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { Range } from '../../../protocol/src/findings.ts';
import type { Deed } from './explain.ts';

/** Does what a person chose below a line. */
export async function perform(deed: Deed): Promise<void> {
  switch (deed.do) {
    case 'open': {
      const at = new vscode.Position(deed.line, deed.character);
      await vscode.window.showTextDocument(vscode.Uri.file(deed.path), { selection: new vscode.Range(at, at) });
      return;
    }
    case 'fix': {
      const uri = vscode.Uri.file(deed.path);
      const document = await vscode.workspace.openTextDocument(uri);
      const edit = new vscode.WorkspaceEdit();
      for (const { range, newText } of deed.fix.edits) edit.replace(uri, rangeOf(range), newText);
      const [first] = deed.fix.edits;
      const editor = await vscode.window.showTextDocument(document, first && { selection: rangeOf(first.range) });
      if (!(await vscode.workspace.applyEdit(edit))) {
        throw new Error(
          vscode.l10n.t(
            '"{0}" could not be applied: the file changed meanwhile. Look at it and try again.',
            deed.fix.title,
          ),
        );
      }
      editor.revealRange(editor.selection);
      return;
    }
    case 'save-and-deploy': {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(deed.path));
      if (!(await document.save())) {
        throw new Error(vscode.l10n.t('{0} could not be saved, so nothing is deployed.', deed.path));
      }
      await deploy(deed.agent);
      return;
    }
    case 'deploy':
      await deploy(deed.agent);
      return;
    case 'compare':
      await vscode.commands.executeCommand('nixAgents.compare', { kind: 'agent', agent: deed.agent });
  }
}

async function deploy(agent: Agent): Promise<void> {
  await vscode.commands.executeCommand('nixAgents.deploy', { kind: 'agent', agent });
}

function rangeOf({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
