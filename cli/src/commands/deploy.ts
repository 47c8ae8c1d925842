import { type DeployOptions, deploy } from '../../../hosts/src/deploy/session.ts';
import { HostError } from '../../../hosts/src/ssh/host.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { DeployReport, DeployResult } from '../../../protocol/src/plan.ts';
import { requireAddress } from '../agents/address.ts';
import { agentsNamed } from '../agents/resolve.ts';
import { openWorkspace, type Workspace } from '../agents/workspace.ts';
import { type Command, hostOptions, type Invocation, jsonOptions, workspaceOptions } from '../command.ts';
import { findingsText, planText } from '../deploy/plan.ts';
import { jsonProgress, type Progress, textProgress } from '../deploy/progress.ts';
import { CommandError, combined, type ExitStatus, exit, UsageError } from '../exit.ts';
import { type Connections, withHosts } from '../ssh/pool.ts';
import { ask } from '../ssh/prompts.ts';

const restarts = ['now', 'idle', 'never'] as const;

export const deployCommand: Command = {
  name: 'deploy',
  summary: 'Deploy the files of agents to their hosts',
  operands: 'AGENT…',
  least: 1,
  options: {
    ...workspaceOptions,
    'dry-run': { type: 'boolean', help: 'show what would be done; the host is read and not changed' },
    restart: { type: 'string', value: restarts.join('|'), help: 'when the agent is restarted (default: now)' },
    'ignore-findings': { type: 'boolean', help: 'deploy files in which check finds errors' },
    yes: { type: 'boolean', short: 'y', help: 'do not ask' },
    ...jsonOptions,
    ...hostOptions,
  },
  outlivesReader: true,
  examples: [
    { does: 'see what would be done', command: 'nix-agents deploy agent --dry-run' },
    { does: 'show the plan, ask, deploy', command: 'nix-agents deploy agent' },
    { does: 'in a pipeline', command: 'nix-agents deploy agent --yes --json --known-hosts ci/known_hosts' },
  ],
  run: deployAgents,
};

async function deployAgents(invocation: Invocation): Promise<ExitStatus> {
  const { operands, given, terminal, signal } = invocation;
  const options = deployOptions(invocation);
  const workspace = await openWorkspace(given);
  const agents = agentsNamed(operands, workspace.agents);
  for (const agent of agents) requireAddress(agent);
  if (!given.flag('yes') && !options.dryRun && !terminal.interactive) {
    throw new CommandError('Nobody can be asked here whether to deploy. Say --yes, or --dry-run to see the plan.');
  }
  signal.addEventListener('abort', () =>
    terminal.note(
      'Cancelling; what was changed is undone. Press Ctrl-C again to leave at once: the host then finishes by itself.',
    ),
  );
  const progress = given.flag('json') ? jsonProgress(terminal) : textProgress(terminal);
  return withHosts(given, terminal, signal, async (connections) => {
    const statuses: ExitStatus[] = [];
    for (const agent of agents) {
      if (signal.aborted) statuses.push(exit.interrupted);
      else statuses.push(await deployAgent(agent, options, workspace, connections, progress, invocation));
    }
    return combined(statuses);
  });
}

async function deployAgent(
  agent: Agent,
  options: DeployOptions,
  { service }: Workspace,
  connections: Connections,
  progress: Progress,
  { given, terminal, signal }: Invocation,
): Promise<ExitStatus> {
  let declined = false;
  try {
    const report = await deploy(agent, options, {
      ...connections,
      knowledge: service,
      signal,
      onStep: progress.step,
      async confirm(plan, findings) {
        if (given.flag('yes')) return true;
        terminal.note(`\n${planText(plan, terminal.err)}${findingsText(findings, terminal.err)}`);
        const answer = await ask(`Deploy to ${plan.machine}? (yes/no) `, true, signal);
        declined = !/^y(es)?$/i.test(answer?.trim() ?? '');
        return !declined;
      },
    });
    if (report.result === 'planned' && report.plan && !given.flag('json')) {
      await terminal.write(planText(report.plan, terminal.out));
    }
    await progress.end(report);
    return declined ? exit.notRun : statusOf(report.result);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    await progress.end(unreached(agent, error));
    return error.kind === 'cancelled' ? exit.interrupted : exit.noHost;
  }
}

/** @throws UsageError */
function deployOptions({ given }: Invocation): DeployOptions {
  const value = given.text('restart');
  const restart = restarts.find((candidate) => candidate === (value ?? 'now'));
  if (!restart) throw new UsageError(`Unknown time of restart "${value}". It is one of ${restarts.join(', ')}.`);
  return { restart, ignoreFindings: given.flag('ignore-findings'), dryRun: given.flag('dry-run') };
}

function unreached(agent: Agent, error: HostError): DeployReport {
  return { agent: agent.id, result: 'failed', summary: error.message, steps: [], journal: [] };
}

function statusOf(result: DeployResult): ExitStatus {
  switch (result) {
    case 'deployed':
    case 'unchanged':
    case 'planned':
      return exit.done;
    case 'failed':
      return exit.wrong;
    case 'rolled-back':
      return exit.rolledBack;
  }
}
