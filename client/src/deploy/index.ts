import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { DeployReport } from '../../../protocol/src/plan.ts';
import { type Agents, hasFile } from '../agents/index.ts';
import { keyOf } from '../agents/statuses.ts';
import type { Node } from '../agents/tree.ts';
import { registerCommand } from '../commands.ts';
import type { Services } from '../services.ts';
import { showOutcome } from './outcome.ts';
import { deployAnyway } from './refused.ts';
import { reportDocument } from './report.ts';
import { runDeployment } from './run.ts';
import { saveFilesOf } from './unsaved.ts';

interface Deployment {
  agent: Agent;
  report: DeployReport;
  /** Milliseconds since the epoch. */
  at: number;
}

/** **Deploy Agent…**, its preview and its reports. */
export function registerDeploy(services: Services, agents: Agents): void {
  const { documents } = services;
  services.context.subscriptions.push(keepDeployedFiles(agents));
  const reports = new Map<string, Deployment>();

  const showReport = (title: string, agent: Agent, report: DeployReport, at: number) => {
    const text = reportDocument(title, report, { l10n: vscode.l10n, language: vscode.env.language, now: at });
    return documents.show(title, keyOf(agent), text);
  };
  const showDeployment = ({ agent, report, at }: Deployment) =>
    showReport(vscode.l10n.t('Deployment of {0}', agent.name), agent, report, at);

  const deployAgent = async (agent: Agent, ignoreFindings: boolean): Promise<void> => {
    if (!(await saveFilesOf(agent))) return;
    const report = await runDeployment(services, agent, { ignoreFindings });
    if (!report) return;
    if (report.findings) {
      if (await deployAnyway(agent.name, report.findings)) await deployAgent(agent, true);
      return;
    }
    const deployment: Deployment = { agent, report, at: Date.now() };
    reports.set(keyOf(agent), deployment);
    agents.markReported(agent);
    void agents.refresh([agent], 'command').then(() => agents.readFiles(agent));
    void showOutcome(report, {
      showReport: () => showDeployment(deployment),
      showLogs: () => vscode.commands.executeCommand('nixAgents.showLogs', { kind: 'agent', agent } satisfies Node),
    });
  };

  registerCommand(services, 'nixAgents.deploy', async (node?: Node, selection?: Node[]) => {
    const title = vscode.l10n.t('Deploy Agent');
    for (const agent of await agents.choose(node, selection, { title, suits: isDeployable })) {
      await deployAgent(agent, false);
    }
  });
  registerCommand(services, 'nixAgents.deployFile', async (uri?: vscode.Uri) => {
    const file = uri ?? vscode.window.activeTextEditor?.document.uri;
    const suits = (agent: Agent) => isDeployable(agent) && file !== undefined && hasFile(agent, file);
    const title = vscode.l10n.t('Deploy This File');
    const none = vscode.l10n.t('No agent that has a host gets this file.');
    for (const agent of await agents.choose(undefined, undefined, { title, many: true, suits, none })) {
      await deployAgent(agent, false);
    }
  });
  registerCommand(services, 'nixAgents.previewDeployment', async (node?: Node, selection?: Node[]) => {
    const title = vscode.l10n.t('Preview the Deployment of an Agent');
    for (const agent of await agents.choose(node, selection, { title, suits: isDeployable })) {
      const report = await runDeployment(services, agent, { dryRun: true });
      if (report) await showReport(vscode.l10n.t('Preview of {0}', agent.name), agent, report, Date.now());
    }
  });
  registerCommand(services, 'nixAgents.showReport', async (node?: Node) => {
    const suits = (agent: Agent) => reports.has(keyOf(agent));
    const [agent] = await agents.choose(node, undefined, {
      title: vscode.l10n.t('Show the Last Report of an Agent'),
      none: vscode.l10n.t('Nothing was deployed since this window was opened.'),
      suits,
    });
    const last = agent && reports.get(keyOf(agent));
    if (last) await showDeployment(last);
  });
}

/** Tells the menus of files which of them are deployed to agents. */
function keepDeployedFiles(agents: Agents): vscode.Disposable {
  const tell = async () => {
    const files = (await agents.agents())
      .filter(isDeployable)
      .flatMap((agent) => agent.secrets.map(({ source }) => join(agent.workspace, source)));
    await vscode.commands.executeCommand('setContext', 'nixAgents.deployedFiles', files);
  };
  void tell();
  return agents.onDidChangeAgents(() => void tell());
}

/** Whether a deployment would have something to do and somewhere to go. */
function isDeployable(agent: Agent): boolean {
  return agent.host !== undefined && agent.secrets.length > 0;
}
