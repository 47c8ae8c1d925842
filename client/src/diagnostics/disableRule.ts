import * as vscode from 'vscode';

/** Turns a rule off in the settings of the workspace, or in the person's own where no folder is open. */
export async function disableRule(code: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('nixAgents');
  const [target, key] = vscode.workspace.workspaceFolders
    ? ([vscode.ConfigurationTarget.Workspace, 'workspaceValue'] as const)
    : ([vscode.ConfigurationTarget.Global, 'globalValue'] as const);
  const rules = configuration.inspect<Record<string, string>>('rules')?.[key] ?? {};
  await configuration.update('rules', { ...rules, [code]: 'off' }, target);
}
