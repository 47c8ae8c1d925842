import type { JournalEntry } from '../../../protocol/src/journal.ts';

/** What systemd says of a unit whose state changed, and what an agent says that has reached its service. */
const turn =
  /^(?:Started |Stopped |Stopping |Failed to start )|: (?:Main process exited|Failed with result|Scheduled restart job)|\bAgent (?:online|registered)\./;

/** Whether the state of an agent may have changed with these lines of its journal. */
export function isTurn(entries: readonly Pick<JournalEntry, 'message'>[]): boolean {
  return entries.some(({ message }) => turn.test(message));
}
