import { release } from 'node:os';
import * as vscode from 'vscode';
import type { AgentList } from './agents/list.ts';
import { registerCommand } from './commands.ts';
import { groupBy } from './group.ts';
import type { Services } from './services.ts';

/** **Print Debug Information**: what a bug report needs, and nothing that is a secret or names a host. */
export function registerDebugInformation(services: Services, agents: AgentList): void {
  const { context, log, server } = services;
  registerCommand(services, 'nixAgents.printDebugInformation', async () => {
    const all = await agents.agents();
    const { version } = context.extension.packageJSON as { version: string };
    const settings = vscode.workspace.getConfiguration('nixAgents');
    const isSet = (name: string) => {
      const value = settings.inspect(name);
      return value?.globalValue !== undefined || value?.workspaceValue !== undefined;
    };
    const rules = Object.entries(settings.get<Record<string, string>>('rules', {}));
    const rows: Record<string, string> = {
      'Nix Agents': version,
      [vscode.env.appName]: vscode.version,
      Host: `${vscode.env.appHost}${vscode.env.remoteName ? `, remote (${vscode.env.remoteName.split(/[+:]/)[0]})` : ''}`,
      System: `${process.platform} ${release()} ${process.arch}, Node ${process.versions.node}`,
      Workspace: `${vscode.workspace.workspaceFolders?.length ?? 0} folders, ${vscode.workspace.isTrusted ? 'trusted' : 'restricted'}`,
      'Language server': server.state,
      Agents: count(
        all.map(
          (agent) => `${agent.kind}, ${agents.look(agent).kind === 'read' ? stateOf(agents, agent) : 'not read'}`,
        ),
      ),
      Rules: rules.map(([code, level]) => `${code}=${level}`).join(' ') || 'as they are',
      'SSH settings': ['ssh.configFile', 'ssh.knownHostsFile', 'ssh.identityFile'].filter(isSet).join(', ') || 'none',
    };
    log.info(['Debug information', ...Object.entries(rows).map(([name, value]) => `  ${name}: ${value}`)].join('\n'));
    log.show();
  });
}

function stateOf(list: AgentList, agent: Parameters<AgentList['look']>[0]): string {
  const look = list.look(agent);
  return look.kind === 'read' ? look.status.state : 'not read';
}

function count(words: string[]): string {
  const groups = groupBy(words, (word) => word);
  return [...groups].map(([word, all]) => `${all.length} × ${word}`).join('; ') || 'none';
}
