import { basename, posix } from 'node:path';
import type { FileFinding } from '../../../protocol/src/findings.ts';
import type { Plan, PlannedFile } from '../../../protocol/src/plan.ts';
import type { L10n } from '../agents/describe.ts';
import { groupBy } from '../group.ts';

/** What the person is asked before anything is changed. */
export interface Confirmation {
  message: string;
  detail: string;
  /** The button that goes on. */
  action: string;
  /** It is asked as a warning. */
  careful: boolean;
}

export function confirmationOf(plan: Plan, findings: FileFinding[], l10n: L10n): Confirmation {
  const errors = findings.filter(({ finding }) => finding.severity === 'error');
  return {
    message: l10n.t('Deploy {0} to {1}?', plan.name, plan.machine),
    detail: [
      ...fileLines(plan.files, l10n),
      restartLine(plan, l10n),
      errors.length > 0 && errorLines(errors, l10n),
      warningLine(findings.length - errors.length, l10n),
      ...plan.notes,
    ]
      .filter(Boolean)
      .join('\n\n'),
    action: errors.length > 0 ? l10n.t('Deploy Anyway') : l10n.t('Deploy'),
    careful: errors.length > 0,
  };
}

export function changeName(change: PlannedFile['change'], l10n: L10n): string {
  return {
    create: l10n.t('new'),
    replace: l10n.t('replaced'),
    attributes: l10n.t('owner and mode corrected'),
    none: l10n.t('unchanged'),
  }[change];
}

/** The files below the folder that they go to: one folder, nearly always. */
function fileLines(files: PlannedFile[], l10n: L10n): string[] {
  const folders = groupBy(files, ({ destination }) => posix.dirname(destination));
  return [...folders].map(([folder, those]) =>
    [
      l10n.t('In {0}:', folder),
      ...those.map((file) => `• ${posix.basename(file.destination)}: ${changeName(file.change, l10n)}`),
    ].join('\n'),
  );
}

export function restartLine({ restart, service, health }: Plan, l10n: L10n): string {
  switch (restart.when) {
    case 'now':
      return l10n.t(
        '{0} is restarted once. If it is not healthy within {1} seconds, the old files are put back.',
        service.name,
        String(health.timeoutSeconds),
      );
    case 'idle':
      return l10n.t('{0} is restarted once its running tasks are done.', service.name);
    case 'never':
      return l10n.t('{0} is not restarted. {1}', service.name, restart.reason).trim();
  }
}

const shownErrors = 5;

export function errorLines(errors: FileFinding[], l10n: L10n): string {
  const lines = errors.slice(0, shownErrors).map(({ path, finding }) => {
    return `• ${basename(path)}:${finding.range.start.line + 1}: ${finding.message}`;
  });
  if (errors.length > shownErrors) lines.push(`• ${l10n.t('and {0} more', String(errors.length - shownErrors))}`);
  return [l10n.t('The files have errors:'), ...lines].join('\n');
}

function warningLine(count: number, l10n: L10n): string {
  if (count === 0) return '';
  return count === 1 ? l10n.t('The files have 1 warning.') : l10n.t('The files have {0} warnings.', String(count));
}
