import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEntry } from '../../../protocol/src/journal.ts';
import { entryOf } from './entry.ts';
import { createExportDecoder } from './exportFormat.ts';
import type { JournalOptions } from './follow.ts';
import { openJournal } from './open.ts';
import { olderScript, scopeOf, timeOfCursor, unitOptions } from './script.ts';
import { serviceOf, unitsOf } from './sources.ts';

/**
 * Entries before the one with the cursor `before`, oldest first; fewer than `lines` only where the journal begins.
 * @throws HostError when the machine cannot be reached
 * @throws JournalError when its journal cannot be read
 */
export async function olderEntries(
  agent: Agent,
  { before, lines }: { before: string; lines: number },
  options: JournalOptions,
): Promise<JournalEntry[]> {
  const host = await options.pool.connect(agent, { prompts: options.ssh, signal: options.signal });
  const service = serviceOf(agent);
  const units = unitsOf(agent);
  const args = [scopeOf(service), before, timeOfCursor(before), String(lines), ...unitOptions(service, units)];
  const opened = await openJournal(host, olderScript, args, { host, service }, options.signal);
  const known = new Set(units);
  const entries: JournalEntry[] = [];
  const decode = createExportDecoder((raw) => {
    if (raw.fields.__CURSOR?.toString('latin1') !== before && entries.length < lines) entries.push(entryOf(raw, known));
  });
  for await (const piece of opened.pieces) decode(piece);
  await opened.ended();
  return entries.reverse();
}
