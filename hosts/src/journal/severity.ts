import type { LogSeverity } from '../../../protocol/src/journal.ts';

/**
 * The head of a line in katip's bracket format, up to the severity; the namespace may be empty.
 * @see https://hackage.haskell.org/package/katip `Katip.Scribes.Handle.bracketFormat`
 */
const brackets =
  /^(?:\x1b\[[0-9;]*m)*\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]\[[^\]\n]*\]\[(?:\x1b\[[0-9;]*m)*(Debug|Info|Notice|Warning|Error|Critical|Alert|Emergency)(?:\x1b\[[0-9;]*m)*\]\[/;

/** What the run-time system prints before an exception that nothing caught; the journal has it as informational. */
const uncaught = /^(?:hercules-ci-agent(?:-worker)?|cachix): /;

const byKatip: Record<string, LogSeverity> = {
  Debug: 'debug',
  Info: 'info',
  Notice: 'notice',
  Warning: 'warning',
  Error: 'error',
  Critical: 'critical',
  Alert: 'alert',
  Emergency: 'emergency',
};

/** By syslog's number, 0 to 7. */
const byPriority: readonly LogSeverity[] = [
  'emergency',
  'alert',
  'critical',
  'error',
  'warning',
  'notice',
  'info',
  'debug',
];

/** From the agent's own brackets where it prints them, from PRIORITY (`0` … `7`) elsewhere. */
export function severityOf(message: string, priority: string | undefined): LogSeverity {
  // Nearly every line that is not in the format is told apart by its first character.
  const first = message.charCodeAt(0);
  if (first === 0x5b || first === 0x1b) {
    const match = brackets.exec(message);
    if (match?.[1]) return byKatip[match[1]] ?? 'info';
  } else if (uncaught.test(message)) {
    return 'error';
  }
  return byPriority[Number(priority)] ?? 'info';
}

/** Severities from the worst to the least. */
export const severities: readonly LogSeverity[] = byPriority;
