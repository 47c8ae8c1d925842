import * as vscode from 'vscode';
import type { Agent } from '../../../protocol/src/agents.ts';
import { agentDescription, agentIcon, kindName } from './describe.ts';
import type { AgentList } from './list.ts';
import type { Node } from './tree.ts';

/**
 * The agents that a command is for: the selected ones when it comes from the tree, else those that the person picks.
 * @returns empty when the person picked none
 */
export async function chosenAgents(
  list: AgentList,
  node: Node | undefined,
  selection: Node[] | undefined,
  picker: { title: string; many?: boolean; suits?(agent: Agent): boolean; none: string },
): Promise<Agent[]> {
  const suits = picker.suits ?? (() => true);
  if (node) {
    const nodes = selection?.includes(node) ? selection : [node];
    return [...new Set(nodes.flatMap((each) => (each.kind === 'group' ? each.group.agents : [each.agent])))].filter(
      suits,
    );
  }
  const agents = (await list.agents()).filter(suits);
  const [only] = agents;
  if (!only) {
    void vscode.window.showInformationMessage(picker.none);
    return [];
  }
  if (agents.length === 1) return [only];
  const items = agents.map((agent) => pickItem(agent, list));
  const options = { title: picker.title, placeHolder: vscode.l10n.t('Agent'), matchOnDescription: true };
  const picked = picker.many
    ? await vscode.window.showQuickPick(items, { ...options, canPickMany: true })
    : await vscode.window.showQuickPick(items, options);
  return [picked ?? []].flat().map((item) => item.agent);
}

function pickItem(agent: Agent, list: AgentList): vscode.QuickPickItem & { agent: Agent } {
  const reader = { l10n: vscode.l10n, language: vscode.env.language, now: Date.now() };
  const look = list.look(agent);
  return {
    agent,
    label: `$(${agentIcon(look).id}) ${agent.name}`,
    description: agentDescription(agent, look, reader),
    detail: [kindName(agent.kind), agent.group].filter(Boolean).join(' · '),
  };
}
