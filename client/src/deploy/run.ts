import * as vscode from 'vscode';
import type { DeployOptions } from '../../../hosts/src/deploy/session.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { DeployReport, DeployStep } from '../../../protocol/src/plan.ts';
import { machineOf } from '../agents/machine.ts';
import type { Services } from '../services.ts';
import { confirmationOf, type FileFinding } from './confirmation.ts';

/** A deployment's report with the errors of its files that kept it from going on. */
export interface Outcome {
  report: DeployReport;
  /** The person answered the confirmation with no. */
  declined: boolean;
  findings: FileFinding[];
}

/** Runs one deployment with its confirmation and its progress; throws only what kept it from starting. */
export async function runDeployment(services: Services, agent: Agent, options: DeployOptions): Promise<Outcome> {
  const { hosts, knowledge, log } = services;
  const machine = machineOf(agent);
  const title = options.dryRun
    ? vscode.l10n.t('Preview of {0} on {1}', agent.name, machine)
    : vscode.l10n.t('Deploying {0} to {1}', agent.name, machine);
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      const subscription = token.onCancellationRequested(() => {
        progress.report({ message: vscode.l10n.t('Cancelling…') });
        abort.abort();
      });
      let declined = false;
      let seen: FileFinding[] = [];
      try {
        const [{ deploy }, pool] = await Promise.all([hosts.engines(), hosts.pool()]);
        const report = await deploy(agent, options, {
          pool,
          knowledge,
          ssh: hosts.prompts,
          signal: abort.signal,
          onStep(step) {
            log.debug(`${agent.name}: ${step.step}: ${step.state}${step.detail ? `: ${step.detail}` : ''}`);
            progress.report({ message: stepMessage(step) });
          },
          async confirm(plan, findings) {
            seen = findings;
            progress.report({ message: vscode.l10n.t('Waiting for your answer…') });
            const { message, detail, action } = confirmationOf(plan, findings, vscode.l10n);
            const show =
              action === vscode.l10n.t('Deploy')
                ? vscode.window.showInformationMessage
                : vscode.window.showWarningMessage;
            declined = (await show(message, { modal: true, detail }, action)) !== action;
            return !declined;
          },
        });
        await hosts.remember(agent);
        log.info(`${agent.name}: ${report.summary}`);
        return { report, declined, findings: seen };
      } finally {
        subscription.dispose();
      }
    },
  );
}

function stepMessage({ step, detail, state }: DeployStep): string {
  return state === 'running' || !detail ? step : `${step}: ${detail}`;
}
