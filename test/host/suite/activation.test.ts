import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension', () => {
  it('activates in a workspace that holds our files', async () => {
    const extension = vscode.extensions.getExtension('nix-agents.nix-agents');
    assert.ok(extension, 'the extension is not installed');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
