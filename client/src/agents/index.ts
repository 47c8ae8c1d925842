import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../../protocol/src/agents.ts';
import { registerCommand } from '../commands.ts';
import type { Services } from '../services.ts';
import { readSettings } from '../settings.ts';
import { failingAgents, type Grouping, groupings } from './grouping.ts';
import { registerStateLenses } from './lenses.ts';
import { type AgentList, createAgentList } from './list.ts';
import { machineOf } from './machine.ts';
import { chosenAgents } from './pick.ts';
import { revealDefinition } from './reveal.ts';
import { setHost } from './setHost.ts';
import { keyOf } from './statuses.ts';
import { openTerminal } from './terminal.ts';
import { createAgentTree, type Node } from './tree.ts';

export interface Agents extends AgentList {
  /** The agents that a command is for; see `chosenAgents`. */
  choose(
    node: Node | undefined,
    selection: Node[] | undefined,
    picker: { title: string; many?: boolean; suits?(agent: Agent): boolean; none?: string },
  ): Promise<Agent[]>;
  /** From now on a report of this agent can be shown. */
  markReported(agent: Agent): void;
}

/** The view **Agents** with its commands. */
export function registerAgents(services: Services): Agents {
  const { context } = services;
  const list = createAgentList(services);
  const reported = new Set<string>();
  const tree = createAgentTree(list, rememberedGrouping(services), (agent) => reported.has(keyOf(agent)));
  const view = vscode.window.createTreeView('nixAgents.agents', {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
  });
  const agents: Agents = {
    ...list,
    markReported(agent) {
      reported.add(keyOf(agent));
      tree.redraw();
    },
    choose: (node, selection, picker) =>
      chosenAgents(list, node, selection, {
        none: vscode.l10n.t('No agent of this workspace has a host. Say where it is in nix-agents.json.'),
        ...picker,
      }),
  };
  context.subscriptions.push(
    list,
    view,
    list.onDidChange(tree.redraw),
    keepFresh(list, view),
    keepBadge(list, view),
    registerStateLenses(list),
    vscode.workspace.onDidSaveTextDocument(async ({ uri }) => {
      const agents = await list.agents();
      await rereadFiles(
        list,
        agents.filter((agent) => hasFile(agent, uri)),
      );
    }),
    view.onDidExpandElement(({ element }) => element.kind === 'agent' && void list.readFiles(element.agent)),
  );

  const refresh = async (some: readonly Agent[]) => {
    await list.refresh(some, 'command');
    await rereadFiles(list, some);
  };

  registerCommand(services, 'nixAgents.refresh', async () => {
    await services.server.start();
    tree.redraw();
    await refresh(await list.agents());
  });
  registerCommand(services, 'nixAgents.refreshAgent', async (node: Node, selection?: Node[]) =>
    refresh(await agents.choose(node, selection, { title: '' })),
  );
  registerCommand(services, 'nixAgents.connect', async (node?: Node, selection?: Node[]) => {
    const title = vscode.l10n.t('Connect to the Host of an Agent');
    await list.refresh(await agents.choose(node, selection, { title, many: true, suits: hasHost }), 'ask');
  });
  registerCommand(services, 'nixAgents.groupBy', async () => {
    const grouping = await pickGrouping(tree.grouping);
    if (!grouping) return;
    tree.grouping = grouping;
    await context.workspaceState.update(groupingKey, grouping);
    tree.redraw();
  });
  registerCommand(services, 'nixAgents.find', async () => {
    await vscode.commands.executeCommand('nixAgents.agents.focus');
    await vscode.commands.executeCommand('list.find');
  });
  registerCommand(services, 'nixAgents.setHost', async (node?: Node) => {
    const [agent] = await agents.choose(node, undefined, {
      title: vscode.l10n.t('Set the Host of an Agent'),
      none: vscode.l10n.t('This workspace has no agents.'),
    });
    if (agent) await setHost(agent);
  });
  registerCommand(services, 'nixAgents.revealDefinition', async (node?: Node) => {
    const [agent] = await agents.choose(node, undefined, { title: vscode.l10n.t('Reveal the Definition of an Agent') });
    if (agent) await revealDefinition(agent);
  });
  registerCommand(services, 'nixAgents.copyHost', async (node?: Node) => {
    const title = vscode.l10n.t('Copy the Host of an Agent');
    const [agent] = await agents.choose(node, undefined, { title, suits: hasHost });
    if (agent) await vscode.env.clipboard.writeText(machineOf(agent));
  });
  registerCommand(services, 'nixAgents.openTerminal', async (node?: Node) => {
    const title = vscode.l10n.t('Open an SSH Terminal to the Host of an Agent');
    const [agent] = await agents.choose(node, undefined, { title, suits: hasHost });
    if (agent) openTerminal(agent);
  });
  return agents;
}

export const hasHost = (agent: Agent): boolean => agent.host !== undefined;

/** Whether a file of the editor is one of those that are deployed to an agent. */
export function hasFile(agent: Agent, file: vscode.Uri): boolean {
  return agent.secrets.some(({ source }) => join(agent.workspace, source) === file.fsPath);
}

/** Compares again what was compared before. */
async function rereadFiles(list: AgentList, agents: readonly Agent[]): Promise<void> {
  await Promise.all(agents.filter((agent) => list.files(agent)).map((agent) => list.readFiles(agent)));
}

const groupingKey = 'agents.grouping';

function rememberedGrouping({ context }: Services): Grouping {
  const remembered = context.workspaceState.get<string>(groupingKey);
  return groupings.find((grouping) => grouping === remembered) ?? 'deployment';
}

async function pickGrouping(current: Grouping): Promise<Grouping | undefined> {
  const labels: Record<Grouping, string> = {
    deployment: vscode.l10n.t('Deployment'),
    machine: vscode.l10n.t('Machine'),
    state: vscode.l10n.t('State'),
  };
  const details: Record<Grouping, string> = {
    deployment: vscode.l10n.t('The folder that defines the agents'),
    machine: vscode.l10n.t('The host that they run on'),
    state: vscode.l10n.t('Those that need you first'),
  };
  const items = groupings.map((grouping) => ({
    grouping,
    label: `${grouping === current ? '$(check)' : '$(blank)'} ${labels[grouping]}`,
    description: details[grouping],
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Group Agents By') }))?.grouping;
}

/** The number of failing agents on the view's icon. */
function keepBadge(list: AgentList, view: vscode.TreeView<Node>): vscode.Disposable {
  return list.onDidChange(async () => {
    const failing = failingAgents(await list.agents(), list.look);
    const names = failing.map(({ name }) => name).join(', ');
    view.badge =
      failing.length > 0 ? { value: failing.length, tooltip: vscode.l10n.t('Failing: {0}', names) } : undefined;
  });
}

/** Reads the states when the view is opened, when the agents changed, and in the interval of the settings while it is visible. */
function keepFresh(list: AgentList, view: vscode.TreeView<Node>): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const refresh = async () => list.refresh(await list.agents(), 'background');
  const apply = () => {
    clearInterval(timer);
    if (!view.visible) return;
    void refresh();
    const seconds = readSettings().agents.refreshInterval;
    if (seconds > 0) timer = setInterval(() => void refresh(), seconds * 1000);
  };
  apply();
  return vscode.Disposable.from(
    view.onDidChangeVisibility(apply),
    list.onDidChangeAgents(() => view.visible && void refresh()),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('nixAgents.agents') && apply()),
    { dispose: () => clearInterval(timer) },
  );
}
