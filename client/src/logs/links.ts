import * as vscode from 'vscode';

/** Shows a store path that this machine has; copies one that only the host has. */
export async function followStorePath(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  let type: vscode.FileType;
  try {
    type = (await vscode.workspace.fs.stat(uri)).type;
  } catch {
    await vscode.env.clipboard.writeText(path);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} is on the host, not on this machine. The path is copied.', path),
    );
    return;
  }
  await vscode.commands.executeCommand(type & vscode.FileType.Directory ? 'revealFileInOS' : 'vscode.open', uri);
}

/** Follows what is a link in a line: an address in the browser, a store path on this machine. */
export async function followLink(link: string): Promise<void> {
  if (/^https?:\/\//.test(link)) await vscode.env.openExternal(vscode.Uri.parse(link));
  else if (link.startsWith('/nix/store/')) await followStorePath(link);
}
