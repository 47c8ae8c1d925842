import type { JournalEntry } from '../../../protocol/src/journal.ts';

/** A line for tests; `at` is microseconds and makes the cursor. */
export function entry(message: string, at = 0, more: Partial<JournalEntry> = {}): JournalEntry {
  return {
    cursor: `c${at}`,
    timeMicros: String(at),
    unit: 'agent.service',
    pid: 1,
    severity: 'info',
    message,
    bootId: 'boot',
    ...more,
  };
}
