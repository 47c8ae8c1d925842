import * as vscode from 'vscode';
import type { ControlAction, ControlReport } from '../../../hosts/src/host/control.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import { type Agents, hasHost } from '../agents/index.ts';
import { machineOf } from '../agents/machine.ts';
import { keyOf } from '../agents/statuses.ts';
import type { Node } from '../agents/tree.ts';
import { registerCommand } from '../commands.ts';
import type { Engines } from '../hosts.ts';
import type { Services } from '../services.ts';
import { comparisonDocument, configurationDocument } from './documents.ts';

type Connection = Parameters<Engines['control']>[2];

/** **Restart**, **Stop**, **Start**, **Check Configuration** and **Compare with Host**. */
export function registerControl(services: Services, agents: Agents): void {
  const act = async (action: ControlAction, title: string, node?: Node, selection?: Node[]) => {
    const chosen = await agents.choose(node, selection, { title, suits: hasHost });
    if (chosen.length === 0 || !(await confirmed(action, chosen))) return;
    for (const agent of chosen) {
      const report = await withHost(services, progressOf(action, agent), ({ control }, connection) =>
        control(agent, action, connection),
      );
      void agents.refresh([agent], 'command');
      void tell(agent, report);
    }
  };
  registerCommand(services, 'nixAgents.restart', (node?: Node, selection?: Node[]) =>
    act('restart', vscode.l10n.t('Restart an Agent'), node, selection),
  );
  registerCommand(services, 'nixAgents.stop', (node?: Node, selection?: Node[]) =>
    act('stop', vscode.l10n.t('Stop an Agent'), node, selection),
  );
  registerCommand(services, 'nixAgents.start', (node?: Node, selection?: Node[]) =>
    act('start', vscode.l10n.t('Start an Agent'), node, selection),
  );

  registerCommand(services, 'nixAgents.checkConfiguration', async (node?: Node) => {
    const [agent] = await agents.choose(node, undefined, {
      title: vscode.l10n.t('Check the Configuration of an Agent on Its Host'),
      suits: hasHost,
    });
    if (!agent) return;
    const progress = vscode.l10n.t('Checking the configuration of {0}', agent.name);
    const report = await withHost(services, progress, ({ checkConfiguration }, connection) =>
      checkConfiguration(agent, connection),
    );
    const show = vscode.l10n.t('Show Output');
    const notify = report.valid ? vscode.window.showInformationMessage : vscode.window.showErrorMessage;
    const answer = await notify(report.summary, ...(report.output.length > 0 ? [show] : []));
    if (answer !== show) return;
    const title = vscode.l10n.t('Configuration of {0}', agent.name);
    await services.documents.show(title, keyOf(agent), configurationDocument(title, report));
  });
  registerCommand(services, 'nixAgents.compare', async (node?: Node) => {
    const [agent] = await agents.choose(node, undefined, {
      title: vscode.l10n.t('Compare the Files of an Agent with Those on Its Host'),
      suits: (each) => hasHost(each) && each.secrets.length > 0,
    });
    if (!agent) return;
    const progress = vscode.l10n.t('Comparing the files of {0}', agent.name);
    const comparison = await withHost(services, progress, ({ compare }, connection) => compare(agent, connection));
    const title = vscode.l10n.t('Comparison of {0}', agent.name);
    await services.documents.show(title, keyOf(agent), comparisonDocument(title, comparison, vscode.l10n));
    await services.hosts.remember(agent);
    await agents.readFiles(agent);
  });
}

function progressOf(action: ControlAction, agent: Agent): string {
  const machine = machineOf(agent);
  return {
    restart: vscode.l10n.t('Restarting {0} on {1}', agent.name, machine),
    stop: vscode.l10n.t('Stopping {0} on {1}', agent.name, machine),
    start: vscode.l10n.t('Starting {0} on {1}', agent.name, machine),
  }[action];
}

/** Asks before what interrupts an agent's work. */
async function confirmed(action: ControlAction, agents: Agent[]): Promise<boolean> {
  if (action === 'start') return true;
  const names = agents.map((agent) => vscode.l10n.t('{0} on {1}', agent.name, machineOf(agent)));
  const [message, button] =
    action === 'stop'
      ? [vscode.l10n.t('Stop {0}?', names.join(', ')), vscode.l10n.t('Stop')]
      : [vscode.l10n.t('Restart {0}?', names.join(', ')), vscode.l10n.t('Restart')];
  const detail =
    action === 'stop'
      ? vscode.l10n.t('It takes no work until it is started again. Tasks that it works on are interrupted.')
      : vscode.l10n.t('Tasks that it works on are interrupted.');
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, button)) === button;
}

/** Runs work on a host behind a notification that can be cancelled. */
async function withHost<T>(
  { hosts }: Services,
  title: string,
  work: (engines: Engines, connection: Connection) => Promise<T>,
): Promise<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_, token) => {
      const abort = new AbortController();
      const subscription = token.onCancellationRequested(() => abort.abort());
      try {
        const [engines, pool] = await Promise.all([hosts.engines(), hosts.pool()]);
        return await work(engines, { pool, ssh: hosts.prompts, signal: abort.signal });
      } finally {
        subscription.dispose();
      }
    },
  );
}

async function tell(agent: Agent, report: ControlReport): Promise<void> {
  const text = [report.summary, report.next].filter(Boolean).join(' ');
  if (report.done) {
    void vscode.window.showInformationMessage(text);
    return;
  }
  const logs = vscode.l10n.t('Show Logs');
  if ((await vscode.window.showErrorMessage(text, logs)) === logs) {
    await vscode.commands.executeCommand('nixAgents.showLogs', { kind: 'agent', agent } satisfies Node);
  }
}
