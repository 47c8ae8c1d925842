import { severities } from '../../../hosts/src/journal/severity.ts';
import type { JournalEntry, LogSeverity } from '../../../protocol/src/journal.ts';
import { UsageError } from '../exit.ts';

export type EntryFilter = (entry: JournalEntry) => boolean;

/** As syslog and journalctl abbreviate them. */
const short: Record<string, LogSeverity> = {
  emerg: 'emergency',
  panic: 'emergency',
  crit: 'critical',
  err: 'error',
  warn: 'warning',
};

/** What `--priority` and `--grep` let through; `undefined` where that is everything. @throws UsageError */
export function filterOf(priority: string | undefined, pattern: string | undefined): EntryFilter | undefined {
  const least = priority === undefined ? undefined : severities.indexOf(severityNamed(priority));
  const expression = pattern === undefined ? undefined : expressionOf(pattern);
  if (least === undefined && !expression) return undefined;
  return ({ severity, message }) =>
    (least === undefined || severities.indexOf(severity) <= least) && (!expression || expression.test(message));
}

function severityNamed(value: string): LogSeverity {
  const name = value.toLowerCase();
  const severity =
    severities[/^[0-7]$/.test(name) ? Number(name) : (severities as readonly string[]).indexOf(name)] ?? short[name];
  if (!severity) throw new UsageError(`Unknown priority "${value}". It is one of ${severities.join(', ')}, or 0 to 7.`);
  return severity;
}

/** A pattern without capital letters matches both, as with journalctl. */
function expressionOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern, pattern === pattern.toLowerCase() ? 'iu' : 'u');
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
    throw new UsageError(`--grep: the regular expression cannot be read: ${why}.`);
  }
}
