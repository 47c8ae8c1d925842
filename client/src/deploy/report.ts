import { stepTitles } from '../../../hosts/src/deploy/steps.ts';
import type { FileFinding } from '../../../protocol/src/findings.ts';
import type { DeployReport, DeployResult, DeployStep, Plan, StepState } from '../../../protocol/src/plan.ts';
import type { Reader } from '../agents/describe.ts';
import { code, escapeMarkdown, fenced, table } from '../markdown.ts';
import { changeName, restartLine } from './confirmation.ts';

/** A deployment, or what it would do, as a Markdown document. */
export function reportDocument(title: string, report: DeployReport, reader: Reader): string {
  const { l10n, language, now } = reader;
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(now);
  const plan = report.plan && planSection(report.plan, reader);
  const steps = report.steps.length > 0 && stepSection(report.steps, reader);
  const journal = report.journal.length > 0 && `## ${escapeMarkdown(l10n.t('Journal'))}\n\n${fenced(report.journal)}`;
  return `${[
    `# ${escapeMarkdown(title)}`,
    [resultName(report.result, reader), report.machine, time]
      .filter((part) => part !== undefined)
      .map((part, index) => (index === 0 ? `**${escapeMarkdown(part)}**` : escapeMarkdown(part)))
      .join(' · '),
    escapeMarkdown(report.summary),
    report.next && `> ${escapeMarkdown(report.next)}`,
    report.findings && findingSection(report.findings, reader),
    ...(isBad(report) ? [steps, journal, plan] : [plan, steps, journal]),
  ]
    .filter(Boolean)
    .join('\n\n')}\n`;
}

/** Where something went wrong, what went wrong comes first. */
function isBad({ result }: DeployReport): boolean {
  return result === 'failed' || result === 'rolled-back';
}

export function resultName(result: DeployResult, { l10n }: Pick<Reader, 'l10n'>): string {
  return {
    deployed: l10n.t('Deployed'),
    unchanged: l10n.t('Unchanged'),
    failed: l10n.t('Failed'),
    'rolled-back': l10n.t('Rolled back'),
    planned: l10n.t('Nothing was changed'),
  }[result];
}

function findingSection(findings: FileFinding[], { l10n }: Reader): string {
  const rows = findings.map(({ path, finding }) => {
    const line = `${path.split(/[\\/]/).at(-1)}:${finding.range.start.line + 1}`;
    return [escapeMarkdown(line), escapeMarkdown(finding.message), code(finding.code)];
  });
  const header = [l10n.t('Line'), l10n.t('Error'), l10n.t('Rule')];
  return `## ${escapeMarkdown(l10n.t('Errors in the files'))}\n\n${table(header, rows)}`;
}

function planSection(plan: Plan, { l10n }: Reader): string {
  const header = [l10n.t('File on the host'), l10n.t('Change'), l10n.t('Owner'), l10n.t('Mode')];
  const rows = plan.files.map((file) => [
    code(file.destination),
    escapeMarkdown(changeName(file.change, l10n)),
    escapeMarkdown(file.group === file.owner ? file.owner : `${file.owner}:${file.group}`),
    code(file.mode.toString(8).padStart(4, '0')),
  ]);
  return [
    `## ${escapeMarkdown(l10n.t('Plan'))}`,
    plan.files.length > 0 && table(header, rows),
    escapeMarkdown(restartLine(plan, l10n)),
    plan.configurationCheck &&
      `${escapeMarkdown(l10n.t('Before any file is replaced, the agent checks the new ones:'))}\n\n${fenced([plan.configurationCheck.command.join(' ')])}`,
    plan.restart.when !== 'never' && escapeMarkdown(l10n.t('It is healthy when it logs “{0}”.', plan.health.message)),
    plan.notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function stepSection(steps: DeployStep[], reader: Reader): string {
  const { l10n } = reader;
  // Of each step only how it ended: that it ran is said by that.
  const ended = steps.filter(
    (step, index) => step.state !== 'running' || !steps.slice(index + 1).some((later) => later.step === step.step),
  );
  const rows = ended.map((step) => [
    stateSign(step.state),
    escapeMarkdown(l10n.t(stepTitles[step.step] ?? step.step)),
    escapeMarkdown(step.detail ?? ''),
    step.ms === undefined ? '' : duration(step.ms, reader),
  ]);
  return `## ${escapeMarkdown(l10n.t('Steps'))}\n\n${table(['', l10n.t('Step'), '', l10n.t('Time')], rows)}`;
}

function stateSign(state: StepState): string {
  return { running: '…', done: '✓', failed: '✗', skipped: '–', undone: '↶' }[state];
}

function duration(ms: number, { language }: Reader): string {
  const unit = ms < 1000 ? 'millisecond' : 'second';
  const value = ms < 1000 ? Math.round(ms) : Math.round(ms / 100) / 10;
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
}
