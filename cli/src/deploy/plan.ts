import type { FileFinding } from '../../../protocol/src/findings.ts';
import type { Plan, PlannedFile } from '../../../protocol/src/plan.ts';
import { shownPath } from '../paths.ts';
import { table } from '../table.ts';
import { harmless, type Style } from '../terminal.ts';

const changes: Record<PlannedFile['change'], string> = {
  create: 'new',
  replace: 'replaced',
  attributes: 'owner and mode',
  none: 'unchanged',
};

/** What a deployment will do, for the one who is asked whether it shall. */
export function planText(plan: Plan, style: Style): string {
  const { bold, dim, yellow } = style;
  const files = plan.files.map((file) => [
    `  ${file.change === 'none' ? dim(changes.none) : yellow(changes[file.change])}`,
    harmless(file.destination),
    dim(`${file.owner}:${file.group} ${file.mode.toString(8).padStart(4, '0')}`),
  ]);
  const restart = {
    now: `${plan.service.name} is restarted once`,
    idle: `${plan.service.name} is restarted once it is idle`,
    never: `${plan.service.name} is not restarted`,
  }[plan.restart.when];
  return [
    `${bold(harmless(plan.agent))} on ${bold(harmless(plan.machine))}\n`,
    table(files),
    `  ${harmless(restart)}${plan.restart.reason ? dim(` (${harmless(plan.restart.reason)})`) : ''}\n`,
    ...plan.notes.map((note) => `  ${yellow('note:')} ${harmless(note)}\n`),
  ].join('');
}

export function findingsText(findings: readonly FileFinding[], style: Style): string {
  return findings
    .filter(({ finding }) => finding.severity === 'error' || finding.severity === 'warning')
    .map(({ path, finding }) => {
      const { severity, message, range, code } = finding;
      const name = severity === 'error' ? style.red(severity) : style.yellow(severity);
      return `  ${name}: ${harmless(shownPath(path))}:${range.start.line + 1}: ${harmless(message)} ${style.dim(`[${code}]`)}\n`;
    })
    .join('');
}
