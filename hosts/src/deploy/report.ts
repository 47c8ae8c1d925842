import type { DeployReport, DeployStep, Plan } from '../../../protocol/src/plan.ts';
import { count } from './plan.ts';
import type { RunEnd } from './run.ts';

type Outcome = Pick<DeployReport, 'result' | 'summary' | 'next'>;

/** What came of a run, for a person. `steps` are those told so far. */
export function outcomeOf(plan: Plan, end: RunEnd, steps: DeployStep[]): Outcome {
  const { machine, service } = plan;
  const failed = steps.findLast((step) => step.state === 'failed' && step.step !== 'undo')?.detail ?? '';
  const why = sentence(failed);
  const look = `Look at the agent's journal there: journalctl -u ${service.name}`;
  switch (end.end) {
    case 'deployed':
      return { result: 'deployed', summary: deployedSummary(plan), next: afterwards(plan) };
    case 'rolled-back':
      return {
        result: 'rolled-back',
        summary: words(why, sentence(end.detail)) || 'The deployment was ended.',
        next: end.detail.startsWith('Cancelled.') ? undefined : 'Correct what the journal names, and deploy again.',
      };
    case 'refused':
      return {
        result: 'failed',
        summary: words(why, `Nothing was changed on ${machine}.`),
        next: 'Wait for it to end.',
      };
    case 'failed':
      if (steps.some((step) => step.step === 'undo' && step.state === 'failed')) {
        return {
          result: 'failed',
          summary: words(why, sentence(end.detail)),
          next: `The next deployment tries again. ${look}`,
        };
      }
      return {
        result: 'failed',
        summary: words(
          why || sentence(end.detail) || 'The deployment was ended.',
          `Nothing was changed on ${machine}.`,
        ),
        next: nextOf(failed),
      };
    case 'interrupted':
      return {
        result: 'failed',
        summary: `${machine} went down in the middle of the deployment.`,
        next: 'Deploy again: the host first undoes what was left of this one.',
      };
    case 'gone':
      return {
        result: 'failed',
        summary: `The deployment did not begin on ${machine}, or was undone: its files are as before.`,
        next: 'Deploy again.',
      };
    case 'lost':
      return {
        result: 'failed',
        summary: words(
          `The connection to ${machine} was lost: the host finishes or undoes the deployment by itself.`,
          end.detail,
        ),
        next: 'Deploy again when the host can be reached: what is done already is left as it is.',
      };
  }
}

function deployedSummary(plan: Plan): string {
  const changed = plan.files.filter((file) => file.change !== 'none').length;
  if (changed === 0) return `What an interrupted deployment left on ${plan.machine} was undone.`;
  const written = `${count(changed, 'file')} deployed to ${plan.machine}`;
  return plan.restart.when === 'never'
    ? `${written}; the agent was not restarted.`
    : `${written}; the agent is online.`;
}

/** @see https://github.com/hercules-ci/hercules-ci-agent/issues/189 */
function afterwards({ files, restart }: Plan): string | undefined {
  if (restart.when === 'never' && files.some((file) => file.change !== 'none')) {
    return 'Restart the agent when it suits you: until then it works with the old files.';
  }
  const caches = files.some((file) => file.name === 'binary-caches.json' && file.change === 'replace');
  return caches ? 'Builds that failed for want of a cache stay failed until they are rebuilt.' : undefined;
}

function nextOf(detail: string): string | undefined {
  if (/full/.test(detail)) return 'Free some space there, for example with: nix-collect-garbage';
  if (/since it was looked at/.test(detail)) return 'Deploy again: the plan is made anew.';
  return undefined;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function words(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
