import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../../protocol/src/agents.ts';
import {
  agentContext,
  agentDescription,
  agentDetails,
  agentIcon,
  type Detail,
  type Icon,
  type Reader,
} from './describe.ts';
import { type AgentGroup, type Grouping, groupAgents } from './grouping.ts';
import type { AgentList } from './list.ts';
import { keyOf } from './statuses.ts';
import { agentTooltip } from './tooltip.ts';

export type Node =
  | { kind: 'group'; group: AgentGroup }
  | { kind: 'agent'; agent: Agent }
  | { kind: 'detail'; agent: Agent; detail: Detail };

export interface AgentTree extends vscode.TreeDataProvider<Node> {
  grouping: Grouping;
  redraw(): void;
}

export function createAgentTree(list: AgentList, grouping: Grouping, hasReport: (agent: Agent) => boolean): AgentTree {
  const changed = new vscode.EventEmitter<undefined>();
  let pending: NodeJS.Timeout | undefined;
  const reader = (): Reader => ({ l10n: vscode.l10n, language: vscode.env.language, now: Date.now() });

  return {
    grouping,
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
      if (node?.kind === 'group') return node.group.agents.map(agentNode);
      if (node?.kind === 'agent') {
        const { agent } = node;
        const details = agentDetails(agent, list.look(agent), list.files(agent), reader());
        return details.map((detail) => ({ kind: 'detail', agent, detail }));
      }
      if (node) return [];
      const agents = await list.agents();
      const groups = groupAgents(agents, this.grouping, list.look, { l10n: vscode.l10n, folderName });
      return groups?.map((group) => ({ kind: 'group', group })) ?? agents.map(agentNode);
    },
    getParent: () => undefined,
    getTreeItem(node) {
      switch (node.kind) {
        case 'group':
          return groupItem(node.group, this.grouping);
        case 'agent':
          return agentItem(node, list, reader(), hasReport(node.agent));
        case 'detail':
          return detailItem(node.agent, node.detail);
      }
    },
  };
}

const agentNode = (agent: Agent): Node => ({ kind: 'agent', agent });

function groupItem({ key, label, icon, agents }: AgentGroup, grouping: Grouping): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group ${grouping} ${key}`;
  item.contextValue = 'group';
  item.iconPath = themeIcon(icon);
  item.description =
    agents.length === 1 ? vscode.l10n.t('1 agent') : vscode.l10n.t('{0} agents', String(agents.length));
  return item;
}

function folderName(folder: string): string {
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
