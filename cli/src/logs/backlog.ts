import type { JournalOptions } from '../../../hosts/src/journal/follow.ts';
import { journalOf } from '../../../hosts/src/journal/follow.ts';
import { olderEntries } from '../../../hosts/src/journal/older.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEntry, JournalEvent } from '../../../protocol/src/journal.ts';
import type { EntryFilter } from './filter.ts';

/** What a journal tells besides entries. */
export type OtherEvent = Exclude<JournalEvent, { kind: 'entries' }>;

export interface BacklogRequest {
  /** At most so many entries that pass, the newest. */
  lines: number;
  since?: string;
  filter?: EntryFilter;
}

export interface Backlog {
  entries: JournalEntry[];
  /** Of the newest entry, whether it passes or not; absent where the journal has none of this agent. */
  newest?: string;
}

/** Entries that are asked for at a time where not every one passes. */
const page = 5_000;
/** Entries that are looked through at most for the ones that pass. */
const mostLookedThrough = 1_000_000;

/**
 * The newest entries that pass, oldest first.
 * @param tell gets every event that holds no entries
 */
export async function backlogOf(
  agent: Agent,
  { lines, since, filter }: BacklogRequest,
  options: JournalOptions,
  tell: (event: OtherEvent) => void,
): Promise<Backlog> {
  const passes = filter ?? (() => true);
  const first = await collect(agent, { lines: filter && !since ? page : lines, since }, options, tell);
  let passed = newestOf(first.filter(passes), lines);
  let oldest = first[0];
  if (filter && !since) {
    for (let seen = first.length; oldest && passed.length < lines && seen < mostLookedThrough; seen += page) {
      const older: JournalEntry[] = await olderEntries(agent, { before: oldest.cursor, lines: page }, options);
      oldest = older.length < page ? undefined : older[0];
      passed = newestOf([...older.filter(passes), ...passed], lines);
    }
  }
  const newest = first.at(-1)?.cursor;
  return { entries: passed, ...(newest && { newest }) };
}

async function collect(
  agent: Agent,
  { lines, since }: { lines: number; since?: string },
  options: JournalOptions,
  tell: (event: OtherEvent) => void,
): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const event of journalOf(agent, { follow: false, since, lines }, options)) {
    if (event.kind === 'entries') entries.push(...event.entries);
    else tell(event);
  }
  return entries;
}

function newestOf(entries: JournalEntry[], lines: number): JournalEntry[] {
  return lines === 0 ? [] : entries.slice(-lines);
}
