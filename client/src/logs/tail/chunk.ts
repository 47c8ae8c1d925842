import type { JournalEntry, LogSeverity } from '../../../../protocol/src/journal.ts';

/** By rising urgency; a line keeps the index. */
export const severities: readonly LogSeverity[] = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
];
const severityIndex = new Map(severities.map((severity, index) => [severity, index]));

/** What the lines of one process have in common. */
export interface Origin {
  unit: string;
  pid: number | undefined;
  bootId: string;
}

const chunkBytes = 128 * 1024;
const firstLines = 256;
/** Objects and array headers around the bytes, as measured. */
const overhead = 1200;

/**
 * Consecutive lines of one agent, packed: their text in one buffer and their columns in typed arrays, because
 * an object for each line costs several times its text.
 */
export class Chunk {
  count = 0;
  /** Every message is ASCII, so that bytes and UTF-16 units are counted alike. */
  ascii = true;
  escapes = false;
  #bytes: Buffer;
  #ends = new Uint32Array(firstLines);
  #times = new Float64Array(firstLines);
  #severities = new Uint8Array(firstLines);
  #origins = new Uint16Array(firstLines);
  readonly palette: Origin[] = [];

  constructor(
    /** Number of the first line in its lane. */
    readonly first: number,
    /** Where the journal is read on from, backwards. */
    readonly cursor: string,
    messageBytes: number,
  ) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(chunkBytes, messageBytes));
  }

  get end(): number {
    return this.first + this.count;
  }

  /** Bytes of memory. */
  get size(): number {
    return this.#bytes.length + this.#ends.length * 15 + this.palette.length * 150 + overhead;
  }

  get used(): number {
    return this.count === 0 ? 0 : this.#end(this.count - 1);
  }

  fits(messageBytes: number): boolean {
    return this.used + messageBytes <= this.#bytes.length && this.palette.length < 0xffff;
  }

  push(entry: JournalEntry, messageBytes: number): void {
    const index = this.count;
    if (index === this.#ends.length) this.#resize(index * 2);
    const start = this.used;
    const ascii = messageBytes === entry.message.length;
    this.#bytes.write(entry.message, start, ascii ? 'latin1' : 'utf8');
    this.ascii &&= ascii;
    this.escapes ||= entry.message.includes('\x1b');
    this.#ends[index] = start + messageBytes;
    this.#times[index] = Number(entry.timeMicros);
    this.#severities[index] = severityIndex.get(entry.severity) ?? 1;
    this.#origins[index] = this.#origin(entry);
    this.count = index + 1;
  }

  /** Gives back what was reserved and is not used. */
  seal(): void {
    const bytes = Buffer.allocUnsafeSlow(this.used);
    this.#bytes.copy(bytes, 0, 0, this.used);
    this.#bytes = bytes;
    this.#resize(this.count);
  }

  time(index: number): number {
    return this.#times[index] ?? 0;
  }

  severity(index: number): number {
    return this.#severities[index] ?? 1;
  }

  originIndex(index: number): number {
    return this.#origins[index] ?? 0;
  }

  origin(index: number): Origin {
    return this.palette[this.originIndex(index)] as Origin;
  }

  message(index: number): string {
    return this.#bytes.toString(this.ascii ? 'latin1' : 'utf8', this.start(index), this.#end(index));
  }

  /** Messages from `index` on, one after the other without a separator. */
  textFrom(index: number): string {
    return this.#bytes.toString(this.ascii ? 'latin1' : 'utf8', this.start(index), this.used);
  }

  /** Byte at which a message begins. */
  start(index: number): number {
    return index === 0 ? 0 : this.#end(index - 1);
  }

  #end(index: number): number {
    return this.#ends[index] ?? 0;
  }

  #origin(entry: JournalEntry): number {
    // Lines of one process come one after the other, so the last is nearly always the one.
    for (let index = this.palette.length - 1; index >= 0; index--) {
      const origin = this.palette[index] as Origin;
      if (origin.pid === entry.pid && origin.unit === entry.unit && origin.bootId === entry.bootId) return index;
    }
    return this.palette.push({ unit: entry.unit, pid: entry.pid, bootId: entry.bootId }) - 1;
  }

  #resize(lines: number): void {
    this.#ends = resized(this.#ends, new Uint32Array(lines));
    this.#times = resized(this.#times, new Float64Array(lines));
    this.#severities = resized(this.#severities, new Uint8Array(lines));
    this.#origins = resized(this.#origins, new Uint16Array(lines));
  }
}

function resized<T extends Uint32Array | Float64Array | Uint8Array | Uint16Array>(from: T, to: T): T {
  to.set(from.length > to.length ? from.subarray(0, to.length) : from);
  return to;
}
