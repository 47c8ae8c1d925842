import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../../protocol/src/agents.ts';
import { groupBy } from '../group.ts';
import {
  agentContext,
  agentDescription,
  agentDetails,
  agentIcon,
  type Detail,
  type Icon,
  type Reader,
} from './describe.ts';
import type { AgentList } from './list.ts';
import { keyOf } from './statuses.ts';
import { agentTooltip } from './tooltip.ts';

export type Node =
  | { kind: 'group'; key: string; agents: Agent[] }
  | { kind: 'agent'; agent: Agent }
  | { kind: 'detail'; agent: Agent; detail: Detail };

export function createAgentTree(
  list: AgentList,
  hasReport: (agent: Agent) => boolean,
): vscode.TreeDataProvider<Node> & { redraw(): void } {
  const changed = new vscode.EventEmitter<undefined>();
  let pending: NodeJS.Timeout | undefined;
  const reader = (): Reader => ({ l10n: vscode.l10n, language: vscode.env.language, now: Date.now() });

  return {
    onDidChangeTreeData: changed.event,
    /** Many states that change together are one drawing. */
    redraw() {
      if (pending) return;
      pending = setTimeout(() => {
        pending = undefined;
        changed.fire(undefined);
      }, 50);
    },
    async getChildren(node) {
      if (node?.kind === 'group') return node.agents.map(agentNode);
      if (node?.kind === 'agent') {
        const { agent } = node;
        return agentDetails(agent, list.look(agent), reader()).map((detail) => ({ kind: 'detail', agent, detail }));
      }
      if (node) return [];
      const agents = await list.agents();
      const groups = groupBy(agents, groupOf);
      if (groups.size <= 1) return agents.map(agentNode);
      return [...groups].map(([key, members]) => ({ kind: 'group', key, agents: members }));
    },
    getParent: () => undefined,
    getTreeItem(node) {
      switch (node.kind) {
        case 'group':
          return groupItem(node.key, node.agents);
        case 'agent':
          return agentItem(node, list, reader(), hasReport(node.agent));
        case 'detail':
          return detailItem(node.agent, node.detail);
      }
    },
  };
}

const agentNode = (agent: Agent): Node => ({ kind: 'agent', agent });

const groupOf = (agent: Agent): string => join(agent.workspace, agent.group);

function groupItem(folder: string, agents: Agent[]): vscode.TreeItem {
  const item = new vscode.TreeItem(groupName(folder), vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group ${folder}`;
  item.contextValue = 'group';
  item.iconPath = vscode.ThemeIcon.Folder;
  item.description =
    agents.length === 1 ? vscode.l10n.t('1 agent') : vscode.l10n.t('{0} agents', String(agents.length));
  item.tooltip = folder;
  return item;
}

function groupName(folder: string): string {
  const uri = vscode.Uri.file(folder);
  const root = vscode.workspace.getWorkspaceFolder(uri);
  return root?.uri.fsPath === uri.fsPath ? root.name : vscode.workspace.asRelativePath(uri);
}

function agentItem(
  node: Extract<Node, { kind: 'agent' }>,
  list: AgentList,
  reader: Reader,
  reported: boolean,
): vscode.TreeItem {
  const { agent } = node;
  const look = list.look(agent);
  const item = new vscode.TreeItem(agent.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `agent ${keyOf(agent)}`;
  item.description = agentDescription(agent, look, reader);
  item.iconPath = themeIcon(agentIcon(look));
  item.contextValue = agentContext(agent, look, reported);
  item.tooltip = new vscode.MarkdownString(agentTooltip(agent, look, reader), true);
  item.accessibilityInformation = { label: `${agent.name}, ${item.description}` };
  item.command = {
    command: 'nixAgents.revealDefinition',
    title: vscode.l10n.t('Reveal Definition'),
    arguments: [node],
  };
  return item;
}

function detailItem(agent: Agent, detail: Detail): vscode.TreeItem {
  const item = new vscode.TreeItem(detail.label);
  item.id = `${detail.id} ${keyOf(agent)}`;
  item.contextValue = 'detail';
  item.iconPath = themeIcon(detail.icon);
  if (detail.description) item.description = detail.description;
  if (detail.open) {
    const { path, line } = detail.open;
    item.tooltip = `${path}:${line}`;
    item.command = {
      command: 'vscode.open',
      title: vscode.l10n.t('Open'),
      arguments: [
        vscode.Uri.file(join(agent.workspace, path)),
        { selection: new vscode.Range(line - 1, 0, line - 1, 0) } satisfies vscode.TextDocumentShowOptions,
      ],
    };
  }
  return item;
}

function themeIcon({ id, color }: Icon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, color ? new vscode.ThemeColor(color) : undefined);
}
