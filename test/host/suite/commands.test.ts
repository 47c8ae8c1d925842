import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the commands', () => {
  it('of the manifest are all registered', async () => {
    const extension = vscode.extensions.getExtension('nix-agents.nix-agents');
    assert.ok(extension, 'the extension is not installed');
    await extension.activate();
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of contributes.commands) assert.ok(registered.has(command), command);
  });

  it('run where there is no agent, and ask nothing', async () => {
    await vscode.commands.executeCommand('nixAgents.refresh');
  });

  it('print what a bug report needs, and no path', async () => {
    await vscode.commands.executeCommand('nixAgents.printDebugInformation');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /Language server \| (running|starting)/);
    assert.doesNotMatch(text, /\/(tmp|home|Users)\//);
  });
});
