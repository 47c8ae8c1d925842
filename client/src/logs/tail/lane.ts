import type { JournalEntry } from '../../../../protocol/src/journal.ts';
import { Chunk } from './chunk.ts';

/**
 * The lines of one agent. A line's number never changes: the first that came is 0, later ones count up, and pages from
 * before it count down, so that a row can name its line whatever is dropped or read in front of it.
 */
export class Lane {
  readonly chunks: Chunk[] = [];
  /** Lines by severity. */
  readonly counts = new Float64Array(8);
  size = 0;
  /** Why lines may be missing before a line, by its number. */
  readonly gaps = new Map<number, string>();
  /** Where the journal is read on from. */
  lastCursor: string | undefined;
  /** Lines before this number were cleared from the panel. */
  floor = Number.NEGATIVE_INFINITY;

  get first(): number {
    return this.chunks[0]?.first ?? 0;
  }

  get end(): number {
    return this.chunks.at(-1)?.end ?? 0;
  }

  get length(): number {
    return this.end - this.first;
  }

  /** Cursor of the oldest line. */
  get cursor(): string | undefined {
    return this.chunks[0]?.cursor;
  }

  append(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      const bytes = Buffer.byteLength(entry.message);
      let chunk = this.chunks.at(-1);
      if (!chunk?.fits(bytes)) {
        if (chunk) this.#seal(chunk);
        chunk = new Chunk(chunk?.end ?? 0, entry.cursor, bytes);
        this.chunks.push(chunk);
        this.size += chunk.size;
      }
      const before = chunk.size;
      chunk.push(entry, bytes);
      this.size += chunk.size - before;
      this.#count(chunk, chunk.count - 1, 1);
    }
    this.lastCursor = entries.at(-1)?.cursor ?? this.lastCursor;
  }

  /** Puts a page in front; `entries` are oldest first and end where the lane begins. */
  prepend(entries: readonly JournalEntry[]): void {
    const page = new Lane();
    const firstOfPage = this.first - entries.length;
    let chunk: Chunk | undefined;
    for (const entry of entries) {
      const bytes = Buffer.byteLength(entry.message);
      if (!chunk?.fits(bytes)) {
        chunk?.seal();
        chunk = new Chunk(chunk?.end ?? firstOfPage, entry.cursor, bytes);
        page.chunks.push(chunk);
      }
      chunk.push(entry, bytes);
      this.#count(chunk, chunk.count - 1, 1);
    }
    chunk?.seal();
    this.chunks.unshift(...page.chunks);
    for (const added of page.chunks) this.size += added.size;
  }

  /** Forgets the oldest chunk, unless lines still go into it. */
  drop(): boolean {
    if (this.chunks.length < 2) return false;
    const chunk = this.chunks.shift() as Chunk;
    for (const line of this.gaps.keys()) if (line < chunk.end) this.gaps.delete(line);
    this.size -= chunk.size;
    for (let index = 0; index < chunk.count; index++) this.#count(chunk, index, -1);
    return true;
  }

  /** The chunk of a line's number. */
  chunkOf(line: number): Chunk | undefined {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.chunks[middle] as Chunk).first <= line) low = middle;
      else high = middle - 1;
    }
    const chunk = this.chunks[low];
    return chunk && line >= chunk.first && line < chunk.end ? chunk : undefined;
  }

  timeOf(line: number): number | undefined {
    const chunk = this.chunkOf(line);
    return chunk?.time(line - chunk.first);
  }

  #seal(chunk: Chunk): void {
    const before = chunk.size;
    chunk.seal();
    this.size += chunk.size - before;
  }

  #count(chunk: Chunk, index: number, by: number): void {
    const severity = chunk.severity(index);
    this.counts[severity] = (this.counts[severity] ?? 0) + by;
  }
}
