import type { Finding, Severity } from '../../../protocol/src/findings.ts';
import type { FormatId } from '../../../server/src/formats/format.ts';

/** A checked file as it is printed. `path` is relative to the working folder, with `/`. */
export interface CheckedFile {
  path: string;
  format: FormatId;
  text: string;
  findings: Finding[];
}

export function countBySeverity(files: readonly CheckedFile[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { findings } of files) for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** `1 error`, `3 warnings`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 || noun === 'info' ? '' : 's'}`;
}
