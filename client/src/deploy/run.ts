import * as vscode from 'vscode';
import type { DeployOptions } from '../../../hosts/src/deploy/session.ts';
import { stepTitles } from '../../../hosts/src/deploy/steps.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { DeployReport, DeployStep } from '../../../protocol/src/plan.ts';
import { machineOf } from '../agents/machine.ts';
import type { Services } from '../services.ts';
import { confirmationOf } from './confirmation.ts';

/** Steps that come before the plan is known and is agreed to. */
const stepsBefore = ['files', 'look', 'confirm'];

/**
 * Runs one deployment with its confirmation and its progress.
 * @returns nothing when the person did not agree
 * @throws HostError what kept it from starting
 */
export async function runDeployment(
  services: Services,
  agent: Agent,
  options: DeployOptions,
): Promise<DeployReport | undefined> {
  const machine = machineOf(agent);
  const title = options.dryRun
    ? vscode.l10n.t('Preview of {0} on {1}', agent.name, machine)
    : vscode.l10n.t('Deploying {0} to {1}', agent.name, machine);
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => runWithProgress(services, agent, options, progress, token),
  );
}

async function runWithProgress(
  { hosts, knowledge, log }: Services,
  agent: Agent,
  options: DeployOptions,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<DeployReport | undefined> {
  const abort = new AbortController();
  const subscription = token.onCancellationRequested(() => {
    progress.report({ message: vscode.l10n.t('Cancelling…') });
    abort.abort();
  });
  const item = vscode.window.createStatusBarItem('nixAgents.deployment', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Deployment');
  item.text = `$(sync~spin) ${vscode.l10n.t('Deploying {0}', agent.name)}`;
  item.command = 'notifications.showList';
  if (!options.dryRun) item.show();
  let declined = false;
  let increment: number | undefined;
  try {
    const [{ deploy }, pool] = await Promise.all([hosts.engines(), hosts.pool()]);
    const report = await deploy(agent, options, {
      pool,
      knowledge,
      ssh: hosts.prompts,
      signal: abort.signal,
      onStep(step) {
        log.debug(`${agent.name}: ${step.step}: ${step.state}${step.detail ? `: ${step.detail}` : ''}`);
        const ended = step.state !== 'running' && !stepsBefore.includes(step.step);
        progress.report({
          // The next step's message comes at once: that one is done is said by the bar.
          ...(step.state !== 'done' && { message: stepMessage(step) }),
          ...(ended && increment && { increment }),
        });
      },
      async confirm(plan, findings) {
        increment = 100 / Math.max(1, plan.steps.length + 1);
        const { message, detail, action, careful } = confirmationOf(plan, findings, vscode.l10n);
        const ask = careful ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
        declined = (await ask(message, { modal: true, detail }, action)) !== action;
        return !declined;
      },
    });
    if (report.machine) await hosts.remember(agent);
    log.info(`${agent.name}: ${report.summary}`);
    return declined ? undefined : report;
  } finally {
    subscription.dispose();
    item.dispose();
  }
}

function stepMessage({ step, detail, state }: DeployStep): string {
  if (step === 'confirm' && state === 'running') return vscode.l10n.t('Waiting for your answer…');
  const title = vscode.l10n.t(stepTitles[step] ?? step);
  return state === 'running' || !detail ? `${title}…` : `${title}: ${detail}`;
}
