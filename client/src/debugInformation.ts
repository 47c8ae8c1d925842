import { release } from 'node:os';
import * as vscode from 'vscode';
import type { Agent } from '../../protocol/src/agents.ts';
import type { AgentList } from './agents/list.ts';
import { registerCommand } from './commands.ts';
import { groupBy } from './group.ts';
import { escapeMarkdown, table } from './markdown.ts';
import type { Services } from './services.ts';

const pathSettings = ['ssh.configFile', 'ssh.knownHostsFile', 'ssh.identityFile'];

/** **Print Debug Information**: what a bug report needs as a document to copy, with no secret and no name of a host or a file. */
export function registerDebugInformation(services: Services, agents: AgentList): void {
  const { context, server } = services;
  registerCommand(services, 'nixAgents.printDebugInformation', async () => {
    const all = await agents.agents();
    const { version } = context.extension.packageJSON as { version: string };
    const settings = vscode.workspace.getConfiguration('nixAgents');
    const isSet = (name: string) => {
      const values = settings.inspect(name);
      return values?.globalValue !== undefined || values?.workspaceValue !== undefined;
    };
    const rules = Object.entries(settings.get<Record<string, string>>('rules', {}));
    const folders = vscode.workspace.workspaceFolders?.length ?? 0;
    const rows: [string, string][] = [
      ['Nix Agents', version],
      [vscode.env.appName, `${vscode.version}, ${vscode.env.appHost}, ${vscode.env.remoteName ? 'remote' : 'local'}`],
      ['System', `${process.platform} ${release()} ${process.arch}, Node ${process.versions.node}`],
      ['Workspace', `${folders} folders, ${vscode.workspace.isTrusted ? 'trusted' : 'restricted'}`],
      ['Language server', server.state],
      ['Agents', count(all.map((agent) => `${agent.kind}, ${stateOf(agents, agent)}`))],
      ['Rules set', rules.map(([code, level]) => `${code}: ${level}`).join(', ') || 'none'],
      ['Paths set', pathSettings.filter(isSet).join(', ') || 'none'],
    ];
    const cells = rows.map((row) => row.map(escapeMarkdown));
    const content = `# Nix Agents: debug information\n\n${table(['', ''], cells)}\n`;
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language: 'markdown' }));
  });
}

function stateOf(list: AgentList, agent: Agent): string {
  const look = list.look(agent);
  return look.kind === 'read' ? look.status.state : look.kind;
}

function count(words: string[]): string {
  const groups = groupBy(words, (word) => word);
  return [...groups].map(([word, those]) => `${those.length} ${word}`).join('; ') || 'none';
}
