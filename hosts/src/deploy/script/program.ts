import type { Plan, PlannedFile } from '../../../../protocol/src/plan.ts';
import { quote } from '../../ssh/quote.ts';
import { programBody } from './body.ts';
import { fileSteps } from './files.ts';
import { serviceFunctions } from './service.ts';
import { sharedFunctions } from './shared.ts';

/** One run of a plan on its host. */
export interface Run {
  /** Lower-case hexadecimal digits that no other run has. */
  id: string;
  /** What deployments of one service have in common: the lock's name is made of it. */
  key: string;
  /** The agent's own configuration with the places of the files as `staged` has them. */
  configuration?: string;
}

/** A content that goes ahead of the program on its standard input, and where it waits. */
export interface Staged {
  path: string;
  size: number;
  owner: string;
  group: string;
  mode: number;
}

/** The part of a unit's name that names the deployments of it: letters, digits, `_` and `-` only. */
export function keyOf(unit: string): string {
  return unit.replace(/\.service$/, '').replace(/[^A-Za-z0-9_-]/g, '-');
}

/** The private folder that a run prepares a file in. */
export function stagingOf(file: Pick<PlannedFile, 'prepareIn'>, run: Pick<Run, 'id'>): string {
  return `${file.prepareIn === '/' ? '' : file.prepareIn}/.nix-agents.${run.id}`;
}

/** The path that a planned file's new content waits at. */
export function stagedPath(plan: Plan, index: number, run: Pick<Run, 'id'>): string {
  return `${stagingOf(plan.files[index]!, run)}/new.${index}`;
}

/** The path of the configuration that the agent checks the new files by; its folder is the first changed file's. */
export function stagedConfigurationPath(plan: Plan, run: Pick<Run, 'id'>): string {
  return `${stagingOf(plan.files.find((file) => file.change !== 'none') ?? plan.files[0]!, run)}/agent.json`;
}

/** Seconds that a run may take before its host ends and undoes it. */
export function deadlineSeconds(plan: Plan): number {
  const waiting = plan.restart.when === 'idle' ? 24 * 3600 : 0;
  return waiting + 300 + plan.health.timeoutSeconds;
}

/**
 * The program that the host runs for a plan: one POSI    `all_watchers() { "$@" ${plan.watchers.map(quote).join(' ')}; }`, shell script without secrets, of use by itself. `main` runs the
 * plan's steps, `after` finishes or undoes whatever `main` came to, also after a power cut; `launch` starts both as one
 * transient unit, `originals` tells what was replaced.
 * @param atStep shell that runs at the beginning of each step, `$1` its name: how a test stops a run where it wants
 */
export function program(plan: Plan, run: Run, atStep = ':'): string {
  const folders = [...new Set(plan.files.filter((f) => f.change !== 'none').map((file) => stagingOf(file, run)))];
  const head = {
    run: run.id,
    unit: plan.service.name,
    lock: `nix-agents-deploy-${run.key}`,
    key: run.key,
    note: `/var/lib/nix-agents/${run.key}.${run.id}`,
    live: `/run/nix-agents/${run.key}.${run.id}`,
    boot: plan.facts.bootId,
    restart: plan.restart.when,
    healthy: plan.health.message,
    health_seconds: String(plan.health.timeoutSeconds),
    deadline: String(deadlineSeconds(plan)),
    owner: plan.files[0]?.owner ?? 'root',
    group: plan.files[0]?.group ?? 'root',
  };
  return [
    ...Object.entries(head).map(([name, value]) => `${name}=${quote(value)}`),
    each(
      'each_file',
      plan.files.map((file, index) => fileWords(plan, file, index, run)),
    ),
    each(
      'each_staging',
      folders.map((folder) => [folder]),
    ),
    `all_watchers() { "$@" ${plan.watchers.map(quote).join(' ')}; }`,
    `at_step() { ${atStep}\n}`,
    `check_command() { "$@" ${checkWords(plan, run).map(quote).join(' ')}; }`,
    `steps() { ${plan.steps.map((step) => `step ${step}`).join(' && ')}; }`,
    sharedFunctions,
    serviceFunctions,
    programBody,
    fileSteps,
    'dispatch "$@"',
    '',
  ].join('\n');
}

/** A shell function that calls its arguments with each of the rows in turn, until one fails. */
function each(name: string, rows: string[][]): string {
  const calls = rows.map((row) => `"$@" ${row.map(quote).join(' ')}`);
  return `${name}() { ${calls.length === 0 ? ':' : calls.join(' &&\n  ')}; }`;
}

function fileWords(plan: Plan, file: PlannedFile, index: number, run: Run): string[] {
  const before = plan.facts.sha256[file.destination] ?? 'absent';
  return [String(index), file.change, file.destination, stagingOf(file, run), file.sha256, before];
}

function checkWords(plan: Plan, run: Run): string[] {
  const command = plan.configurationCheck?.command;
  if (!command) return ['false'];
  const staged = stagedConfigurationPath(plan, run);
  return command.map((word, index) => {
    if (word.startsWith('--config=')) return `--config=${staged}`;
    return command[index - 1] === '--config' ? staged : word;
  });
}
