import type { Plan, StepState } from '../../../protocol/src/plan.ts';

/** What each step is called where a person sees it. */
export const stepTitles: Record<string, string> = {
  files: 'Check the files',
  look: 'Look at the host',
  plan: 'Make the plan',
  confirm: 'Confirm',
  send: 'Send the files to a private folder',
  recover: 'Undo an interrupted deployment',
  verify: 'Verify that nothing changed meanwhile',
  check: "Run the agent's own check",
  wait: 'Wait until no task runs',
  hold: 'Hold the units that watch the files',
  replace: 'Put the files in place',
  restart: 'Restart the agent',
  health: 'Wait until the agent is online',
  finish: 'Tidy up',
  undo: 'Put the old files back',
};

/** The steps that a host runs for a plan, in order; each is a function `do_<step>` of the program that it runs. */
export function stepsOf(plan: Plan): string[] {
  const changes = plan.files.some((file) => file.change !== 'none');
  const steps: string[] = [];
  if (plan.recovers) steps.push('recover');
  if (changes) {
    steps.push('verify');
    if (plan.configurationCheck) steps.push('check');
    if (plan.restart.when === 'idle') steps.push('wait');
    if (plan.watchers.length > 0) steps.push('hold');
    steps.push('replace');
    if (plan.restart.when !== 'never') steps.push('restart', 'health');
  }
  if (steps.length > 0) steps.push('finish');
  return steps;
}

/** How the host says that a deployment ended. */
export type HostEnd = 'deployed' | 'rolled-back' | 'failed' | 'refused';

/** One line that the host's program prints: `nix-agents RUN STEP STATE MS DETAIL`, `end` being a step of its own. */
export type HostLine =
  | { kind: 'step'; step: string; state: StepState; ms: number; detail: string }
  | { kind: 'end'; end: HostEnd; ms: number; detail: string };

const stepStates: readonly string[] = ['running', 'done', 'failed', 'skipped', 'undone'];
const ends: readonly string[] = ['deployed', 'rolled-back', 'failed', 'refused'];

/** Reads a line of one run; `undefined` for any other line. */
export function readHostLine(line: string, run: string): HostLine | undefined {
  const [, of, step, state, ms, detail = ''] =
    /^nix-agents ([0-9a-f]+) ([a-z]+) ([a-z-]+) (\d+) ?(.*)$/.exec(line) ?? [];
  if (of !== run || !step || !state) return undefined;
  if (step === 'end') {
    return ends.includes(state) ? { kind: 'end', end: state as HostEnd, ms: Number(ms), detail } : undefined;
  }
  return stepStates.includes(state)
    ? { kind: 'step', step, state: state as StepState, ms: Number(ms), detail }
    : undefined;
}
