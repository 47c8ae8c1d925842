import { randomBytes } from 'node:crypto';
import type { Agent, Service } from '../../../protocol/src/agents.ts';
import type { FileFinding } from '../../../protocol/src/findings.ts';
import type { Knowledge } from '../../../protocol/src/knowledge.ts';
import type { DeployReport, DeployStep, Plan } from '../../../protocol/src/plan.ts';
import { recorded, type TranscriptEntry } from '../host/transcript.ts';
import { maskSecrets } from '../journal/mask.ts';
import { serviceOf } from '../journal/sources.ts';
import { type Host, HostError } from '../ssh/host.ts';
import type { HostPool } from '../ssh/pool.ts';
import type { SshPrompts } from '../ssh/prompts.ts';
import { configurationKeys, destinationsOf } from './destinations.ts';
import type { HostFacts } from './facts.ts';
import { FilesError, type ReadFile, readFiles } from './files.ts';
import { lookAt } from './look.ts';
import { count, makePlan } from './plan.ts';
import { outcomeOf } from './report.ts';
import { type RunEnd, runPlan } from './run.ts';
import { keyOf, program, type Run, stagedPath } from './script/program.ts';

export interface DeployOptions {
  restart?: 'now' | 'idle' | 'never';
  ignoreFindings?: boolean;
  /** Seconds that the agent gets to come online before the old files are put back; default 60. */
  healthSeconds?: number;
  /** Reads the host and changes nothing on it. */
  dryRun?: boolean;
}

/** What a deployment needs from the face that started it. */
export interface DeployContext {
  pool: HostPool;
  knowledge: Knowledge;
  /** Absent where nobody can be asked. */
  ssh?: SshPrompts;
  /** Shows the plan with the findings of its files; `false` ends the deployment before anything is changed. */
  confirm(plan: Plan, findings: FileFinding[]): Promise<boolean>;
  onStep(step: DeployStep): void;
  signal?: AbortSignal;
  /** Shell that the host runs at the beginning of each step, `$1` its name: how a test stops a run where it wants. */
  atStep?: string;
  /** Gets every command that is run on the host, for a transcript. */
  record?(entry: TranscriptEntry): void;
}

/** Ends a deployment before anything was changed. */
class Refused extends Error {
  constructor(
    readonly step: string,
    message: string,
    readonly next?: string,
    readonly findings?: FileFinding[],
  ) {
    super(message);
  }
}

/**
 * Deploys one agent: files → findings → facts → plan → confirm → run → report.
 * A failure of the deployment itself is a report; only what kept it from starting is thrown.
 * @throws HostError when the machine cannot be reached, trusted or logged in to
 */
export async function deploy(agent: Agent, options: DeployOptions, context: DeployContext): Promise<DeployReport> {
  const report: DeployReport = { agent: agent.id, result: 'failed', summary: '', steps: [], journal: [] };
  const tell = (step: Omit<DeployStep, 'agent'>) => {
    const told: DeployStep = { agent: agent.id, ...step };
    if (told.state !== 'running') report.steps.push(told);
    context.onStep(told);
  };
  const timed = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    tell({ step, state: 'running' });
    try {
      context.signal?.throwIfAborted();
      const result = await work();
      context.signal?.throwIfAborted();
      tell({ step, state: 'done', ms: Math.round(performance.now() - begun) });
      return result;
    } catch (error) {
      const detail = context.signal?.aborted ? 'Cancelled.' : error instanceof Error ? error.message : String(error);
      tell({ step, state: 'failed', detail, ms: Math.round(performance.now() - begun) });
      throw error;
    }
  };
  try {
    await deployWith(agent, options, context, report, tell, timed);
  } catch (error) {
    if (context.signal?.aborted) {
      return { ...report, summary: 'Cancelled before anything was changed.' };
    }
    if (error instanceof Refused || error instanceof FilesError) {
      const findings = error instanceof Refused ? error.findings : undefined;
      return {
        ...report,
        summary: error.message,
        ...(error.next && { next: error.next }),
        ...(findings && { findings }),
      };
    }
    if (error instanceof HostError && error.kind === 'not-root') {
      return { ...report, summary: error.message };
    }
    throw error;
  }
  return report;
}

async function deployWith(
  agent: Agent,
  options: DeployOptions,
  context: DeployContext,
  report: DeployReport,
  tell: (step: Omit<DeployStep, 'agent'>) => void,
  timed: <T>(step: string, work: () => Promise<T>) => Promise<T>,
): Promise<void> {
  const { pool, signal } = context;
  const service = serviceOf(agent);
  const { files, findings, errors } = await timed('files', () =>
    checkedFiles(agent, service, options, context.knowledge),
  );
  const connection = { prompts: context.ssh, signal };
  const { host, facts } = await timed('look', async () => {
    const host = recorded(await pool.connect(agent, connection), context.record);
    report.machine = host.label;
    return { host, facts: await lookAt(host, agent, files, signal) };
  });
  const made = makePlan({
    agent,
    machine: host.label,
    service,
    files,
    facts,
    restart: options.restart ?? 'now',
    check: !errors,
    healthSeconds: options.healthSeconds ?? 60,
  });
  if ('refused' in made) {
    tell({ step: 'plan', state: 'failed', detail: made.refused });
    throw new Refused('plan', made.refused, made.next);
  }
  const plan = made;
  addNotes(plan, files, errors);
  report.plan = plan;
  if (plan.steps.length === 0) {
    report.result = 'unchanged';
    report.summary = `${host.label} has ${files.length === 1 ? 'this file' : `these ${files.length} files`} already: nothing was changed.`;
    if (facts.unit.ActiveState !== 'active') {
      report.next = `The agent does not run there (${facts.unit.ActiveState}, ${facts.unit.SubState}): look at its log.`;
    }
    return;
  }
  if (options.dryRun) {
    report.result = 'planned';
    report.summary = `${count(plan.files.filter((f) => f.change !== 'none').length, 'file')} would be deployed to ${host.label}.`;
    return;
  }
  if (!(await timed('confirm', () => context.confirm(plan, findings)))) {
    throw new Refused('confirm', `Not confirmed: nothing was changed on ${host.label}.`);
  }
  const invocation = await run(agent, plan, files, facts, host, context, report, tell);
  if (report.result !== 'deployed' && invocation) report.journal = await journalOf(host, invocation);
}

async function checkedFiles(agent: Agent, service: Service, options: DeployOptions, knowledge: Knowledge) {
  if (service.manager !== 'systemd') {
    throw new Refused(
      'files',
      `not supported: ${agent.name} runs as ${service.name}, which is no system service of systemd.`,
      'Copy its files by hand.',
    );
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9:_.\\@-]*\.service$/.test(service.name)) {
    throw new Refused(
      'files',
      `${JSON.stringify(service.name)} is no name of a service.`,
      'Correct "unit" in nix-agents.json.',
    );
  }
  if (agent.secrets.length === 0) {
    throw new Refused(
      'files',
      `No files are defined for ${agent.name}.`,
      agent.kind === 'hercules-ci'
        ? 'Name them as "secrets" in nix-agents.json, or as deployment.keys in its network file.'
        : 'Name the file with its token as one of its "secrets" in nix-agents.json.',
    );
  }
  const files = await readFiles(agent, knowledge);
  const findings = files.flatMap((file) => file.findings.map((finding) => ({ path: file.source, finding })));
  const errors = findings.filter(({ finding }) => finding.severity === 'error');
  const first = errors[0];
  if (first && !options.ignoreFindings) {
    const line = first.finding.range.start.line + 1;
    const more = errors.length > 1 ? ` (and ${count(errors.length - 1, 'more error')})` : '';
    throw new Refused(
      'files',
      `${first.path}:${line}: ${first.finding.message}${more}`,
      'Correct it, or ignore the findings.',
      errors,
    );
  }
  return { files, findings, errors: first !== undefined };
}

function addNotes(plan: Plan, files: ReadFile[], errors: boolean): void {
  for (const file of files) {
    if (file.unsaved) plan.notes.push(`${file.source} has unsaved changes: what is on the disk is deployed.`);
  }
  if (errors && plan.files.some((file) => file.change !== 'none')) {
    plan.notes.push("The agent's own check of its files is left out, because their findings are ignored.");
  }
}

/** @returns the invocation of the agent that the host started with the new files */
async function run(
  agent: Agent,
  plan: Plan,
  files: ReadFile[],
  facts: HostFacts,
  host: Host,
  context: DeployContext,
  report: DeployReport,
  tell: (step: Omit<DeployStep, 'agent'>) => void,
): Promise<string | undefined> {
  const run: Run = { id: randomBytes(8).toString('hex'), key: keyOf(plan.service.name) };
  run.configuration = configurationFor(agent, plan, facts, run);
  let invocation: string | undefined;
  const begun = new Date();
  const told = await runPlan(
    plan,
    files.map((file) => file.content),
    run,
    {
      host,
      reconnect: async () => recorded(await context.pool.connect(agent, { prompts: context.ssh }), context.record),
      signal: context.signal,
      atStep: context.atStep,
      onLine({ step, state, ms, detail }) {
        const started = step === 'restart' ? /^invocation ([0-9a-f]{32})$/.exec(detail)?.[1] : undefined;
        invocation ??= started;
        const shown = started ? '' : maskSecrets(detail);
        tell({ step, state, ...(shown && { detail: shown }), ...(state !== 'running' && { ms }) });
      },
    },
  );
  const end = told.end === 'gone' ? await judgedByHash(agent, plan, files, context) : told;
  context.record?.({
    ...{ time: begun.toISOString(), machine: host.label, script: program(plan, run), args: ['main'], root: true },
    ...{ ms: Date.now() - begun.getTime(), exit: end.end === 'deployed' ? 0 : end.end === 'lost' ? null : 1 },
  });
  Object.assign(report, outcomeOf(plan, end, report.steps));
  return invocation;
}

/** How a run ended of which the host keeps no trace any more, not even in its journal: its files tell. */
async function judgedByHash(agent: Agent, plan: Plan, files: ReadFile[], context: DeployContext): Promise<RunEnd> {
  const host = recorded(await context.pool.connect(agent, { prompts: context.ssh }), context.record);
  const { places } = await lookAt(host, agent, files);
  const found = (destination: string) =>
    [...places.values()].find((place) => place.resolved === destination)?.sha256 ?? null;
  if (plan.files.every((file) => found(file.destination) === file.sha256)) return { end: 'deployed', detail: '' };
  const before = plan.files.every(({ destination }) => found(destination) === plan.facts.sha256[destination]);
  return before
    ? { end: 'gone', detail: '' }
    : { end: 'lost', detail: 'Its files are neither the old ones nor the new.' };
}

function configurationFor(agent: Agent, plan: Plan, facts: HostFacts, run: Run): string | undefined {
  const { configuration } = destinationsOf(agent, facts);
  if (!plan.configurationCheck || !configuration) return undefined;
  const staged = { ...configuration };
  for (const [name, key] of Object.entries(configurationKeys)) {
    const index = plan.files.findIndex((file) => file.name === name);
    if (index >= 0) {
      staged[key] =
        plan.files[index]!.change === 'none' ? plan.files[index]!.destination : stagedPath(plan, index, run);
    }
  }
  return JSON.stringify(staged);
}

const journalScript = 'exec journalctl -q --no-pager -o cat -n 30 "_SYSTEMD_INVOCATION_ID=$1" + "INVOCATION_ID=$1"';

/** What the agent logged when it was started with the new files; empty where the host cannot be asked any more. */
async function journalOf(host: Host, invocation: string): Promise<string[]> {
  try {
    const { stdout } = await host.run(journalScript, { args: [invocation], root: true });
    return stdout.split('\n').filter(Boolean).map(maskSecrets);
  } catch (error) {
    if (error instanceof HostError) return [];
    throw error;
  }
}
