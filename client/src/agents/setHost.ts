import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../../protocol/src/agents.ts';
import { expandHome, readSettings } from '../settings.ts';
import { readAddress, sshAliases, withHost } from './inventory.ts';

/** Asks where an agent is, offering the hosts of the SSH configuration, and writes the answer into its inventory. */
export async function setHost(agent: Agent): Promise<void> {
  const answer = await askAddress(agent);
  const address = answer === undefined ? undefined : readAddress(answer);
  if (!address) return;
  const uri = vscode.Uri.file(join(agent.workspace, agent.group, 'nix-agents.json'));
  const document = await openIfThere(uri);
  const text = withHost(document?.getText(), agent, address);
  const edit = new vscode.WorkspaceEdit();
  if (document) {
    edit.replace(
      uri,
      new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end),
      text,
    );
  } else {
    edit.createFile(uri, { contents: Buffer.from(text) });
  }
  await vscode.workspace.applyEdit(edit);
  const written = await vscode.workspace.openTextDocument(uri);
  await written.save();
  await vscode.window.showTextDocument(written, { preview: true });
}

async function askAddress(agent: Agent): Promise<string | undefined> {
  const aliases = sshAliases(await readSshConfiguration());
  const pick = vscode.window.createQuickPick();
  pick.title = vscode.l10n.t('Host of {0}', agent.name);
  pick.placeholder = vscode.l10n.t('Address such as root@203.0.113.10:22, or a host of your SSH configuration');
  pick.ignoreFocusOut = true;
  const draw = () => {
    const typed = readAddress(pick.value);
    const own = typed && !aliases.includes(pick.value) ? [{ label: pick.value.trim(), alwaysShow: true }] : [];
    pick.items = [
      ...own,
      ...aliases.map((label) => ({
        label,
        description: vscode.l10n.t('SSH configuration'),
        iconPath: new vscode.ThemeIcon('server'),
      })),
    ];
  };
  draw();
  try {
    return await new Promise<string | undefined>((resolve) => {
      pick.onDidChangeValue(draw);
      pick.onDidAccept(() => pick.selectedItems[0] && resolve(pick.selectedItems[0].label));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

async function readSshConfiguration(): Promise<string> {
  const { configFile } = readSettings().ssh;
  return readFile(configFile ? expandHome(configFile) : join(homedir(), '.ssh', 'config'), 'utf8').catch(() => '');
}

async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
  return vscode.workspace.openTextDocument(uri);
}
