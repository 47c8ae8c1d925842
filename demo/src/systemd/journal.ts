import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';

export interface Entry {
  /** Counts from 1. */
  number: number;
  cursor: string;
  /** Microseconds since the epoch. */
  realtime: number;
  /** Microseconds since the host was started. */
  monotonic: number;
  fields: Record<string, string>;
}

/** Entries that are kept. */
const limit = 200_000;

/** The journal of the demonstration host: in memory, and with cursors in the form that journald gives them. */
export interface Journal {
  readonly bootId: string;
  entries: readonly Entry[];
  append(fields: Record<string, string>): void;
  /** Calls back for every entry from now on; returns what ends that. */
  onAppend(listener: (entry: Entry) => void): () => void;
}

export function createJournal(bootId: string): Journal {
  const events = new EventEmitter().setMaxListeners(0);
  const sequence = randomBytes(16).toString('hex');
  const started = Date.now();
  const entries: Entry[] = [];
  let number = 0;
  let latest = 0;
  return {
    bootId,
    entries,
    append(fields) {
      number += 1;
      // Two entries of one millisecond are a microsecond apart, so that time alone orders them.
      const realtime = Math.max(latest + 1, Date.now() * 1000);
      latest = realtime;
      const monotonic = realtime - started * 1000;
      const [i, m, t] = [number, monotonic, realtime].map((value) => value.toString(16));
      const cursor = `s=${sequence};i=${i};b=${bootId};m=${m};t=${t};x=${randomBytes(8).toString('hex')}`;
      const entry = { number, cursor, realtime, monotonic, fields: { ...fields, _BOOT_ID: bootId } };
      entries.push(entry);
      if (entries.length > limit) {
        entries.splice(0, limit / 10);
      }
      events.emit('append', entry);
    },
    onAppend(listener) {
      events.on('append', listener);
      return () => events.off('append', listener);
    },
  };
}
