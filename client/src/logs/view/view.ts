import type { LogFilter } from '../../../../protocol/src/logPanel.ts';
import type { Chunk } from '../tail/chunk.ts';
import type { Lane } from '../tail/lane.ts';
import { foldKey } from './foldKey.ts';
import { createMatcher, type Matcher, visibleSeverities } from './matcher.ts';
import { contextFlag, hitFlag, RowIndex } from './rowIndex.ts';

/** How far one lane was read into the view. */
interface Head {
  readonly lane: Lane;
  readonly index: number;
  line: number;
  chunk: Chunk | undefined;
  /** Lines up to here were matched, and the flags of them, from `matchedFrom`. */
  matchedTo: number;
  matchedFrom: number;
  matches: Uint8Array | undefined;
}

export interface ViewOptions {
  filter: LogFilter;
  fold: boolean;
  /** Lines that are shown by themselves though they repeat the one before, by lane and number. */
  unfolded?: ReadonlySet<string>;
}

/** Lines that a late arrival may send back through the filter before a new view is cheaper. */
const rewindLimit = 20_000;
const linesBetweenLooks = 512;

/**
 * The rows that a filter leaves of some lanes, merged by time. It reads the lanes forward and reads on as they grow, so
 * that a line is filtered once.
 */
export class View {
  readonly rows = new RowIndex();
  readonly matcher: Matcher;
  readonly options: ViewOptions;
  /** The first row that changed after it was pushed, since someone last set this back. */
  changedFrom = Number.POSITIVE_INFINITY;
  readonly #heads: Head[];
  readonly #severities: Uint8Array;
  readonly #hidden: ReadonlySet<string>;
  /** The latest line that was read: its time, and its lane for lines of one time. */
  #time = Number.NEGATIVE_INFINITY;
  #timeLane = 0;
  /** Lines that may still become context, as pairs of lane and line. */
  #before: [lane: number, line: number][] = [];
  #after = 0;
  #foldLane = -1;
  #foldKey = '';

  /**
   * @throws SyntaxError when the filter's expression cannot be read
   */
  constructor(
    readonly lanes: readonly Lane[],
    options: ViewOptions,
  ) {
    this.options = options;
    this.matcher = createMatcher(options.filter);
    this.#severities = visibleSeverities(options.filter);
    this.#hidden = new Set(options.filter.hiddenSources);
    this.#heads = lanes.map((lane, index) => ({
      lane,
      index,
      line: Math.max(lane.first, lane.floor),
      chunk: undefined,
      matchedTo: Number.NEGATIVE_INFINITY,
      matchedFrom: 0,
      matches: undefined,
    }));
  }

  /**
   * Reads lines that are not in the view yet.
   * @param until stops when `performance.now()` is past it
   * @returns `true` when all was read
   */
  extend(until = Number.POSITIVE_INFINITY): boolean {
    let look = linesBetweenLooks;
    while (true) {
      const head = this.#next();
      if (!head) return true;
      const second = this.#next(head);
      const limit = second ? this.#headTime(second) : Number.POSITIVE_INFINITY;
      const wins = head.index < (second?.index ?? Number.POSITIVE_INFINITY);
      // One lane's lines up to where another's begin, without comparing all lanes again for each.
      do {
        this.#take(head);
        if (--look === 0) {
          if (performance.now() > until) return false;
          look = linesBetweenLooks;
        }
      } while (this.#open(head) && (this.#headTime(head) < limit || (wins && this.#headTime(head) === limit)));
    }
  }

  /** Nothing is left to read. */
  get complete(): boolean {
    return this.#heads.every((head) => head.line >= head.lane.end);
  }

  /**
   * Makes room for lines that came late: rows after them are taken back and read again.
   * @returns `false` when that would be dearer than a new view; nothing was done then
   */
  rewind(): boolean {
    if (this.#heads.length < 2) return true;
    const late = this.#next();
    if (!late) return true;
    const time = this.#headTime(late);
    if (time > this.#time || (time === this.#time && late.index >= this.#timeLane)) return true;
    if (this.options.filter.context > 0) return false;
    let read = 0;
    const lines: number[] = [];
    for (const head of this.#heads) {
      const first = Math.max(head.lane.first, head.lane.floor);
      let line = head.line;
      while (line > first) {
        const before = head.lane.timeOf(line - 1) ?? 0;
        if (before < time || (before === time && head.index < late.index)) break;
        line--;
        if (++read > rewindLimit) return false;
      }
      lines.push(line);
    }
    const { rows } = this;
    let end = rows.end;
    while (end > rows.start) {
      const row = end - 1;
      const line = lines[rows.lane(row)] as number;
      const repeats = rows.repeats.get(row);
      if ((repeats?.last ?? rows.line(row)) < line) break;
      // A fold that reaches into what is read again would have to be split.
      if (rows.line(row) < line) return false;
      end--;
    }
    while (rows.end > end) rows.pop();
    for (const head of this.#heads) {
      head.line = lines[head.index] as number;
      head.chunk = undefined;
    }
    this.#time = time;
    this.#timeLane = late.index;
    this.#resumeFold();
    this.changedFrom = Math.min(this.changedFrom, end);
    return true;
  }

  /**
   * Drops the rows of lines that the tail forgot.
   * @returns rows before this one changed their place
   */
  forget(lane: Lane): number | undefined {
    const head = this.#heads.find((candidate) => candidate.lane === lane);
    if (!head) return undefined;
    if (head.line < lane.first) head.line = lane.first;
    head.chunk = undefined;
    const rows = this.rows;
    let stop = rows.start;
    const until = lane.timeOf(lane.first) ?? Number.POSITIVE_INFINITY;
    const kept: number[] = [];
    while (stop < rows.end) {
      const index = rows.lane(stop);
      if (index === head.index) {
        if (rows.line(stop) >= lane.first) break;
      } else {
        if ((this.#heads[index]?.lane.timeOf(rows.line(stop)) ?? 0) > until) break;
        kept.push(stop);
      }
      stop++;
    }
    if (stop - rows.start === kept.length) return undefined;
    let to = stop;
    for (const from of kept.reverse()) rows.move(from, --to);
    rows.dropBefore(to);
    return kept.length > 0 ? stop : undefined;
  }

  /** The row of a line, or of the nearest one after it. */
  rowOf(lane: number, line: number): number {
    const time = this.#heads[lane]?.lane.timeOf(line);
    return time === undefined ? this.rows.start : this.rowAt(time, lane, line);
  }

  /** The first row at or after a time; among rows of one time, that of a line. */
  rowAt(time: number, lane?: number, line = 0): number {
    const rows = this.rows;
    let low = rows.start;
    let high = rows.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timeOf(middle) < time) low = middle + 1;
      else high = middle;
    }
    if (lane === undefined) return low;
    for (let row = low; row < rows.end && this.timeOf(row) === time; row++) {
      if (rows.lane(row) === lane && rows.line(row) >= line) return row;
    }
    return low;
  }

  timeOf(row: number): number {
    return this.lanes[this.rows.lane(row)]?.timeOf(this.rows.line(row)) ?? 0;
  }

  #open(head: Head): boolean {
    const chunk = head.chunk;
    if (chunk && head.line < chunk.end && head.line >= chunk.first) return true;
    if (head.line >= head.lane.end) return false;
    head.chunk = head.lane.chunkOf(head.line);
    return head.chunk !== undefined;
  }

  #headTime(head: Head): number {
    const chunk = head.chunk as Chunk;
    return chunk.time(head.line - chunk.first);
  }

  /** The lane whose next line is the earliest; the first of them among lines of one time. */
  #next(except?: Head): Head | undefined {
    let result: Head | undefined;
    let time = Number.POSITIVE_INFINITY;
    for (const head of this.#heads) {
      if (head === except || !this.#open(head)) continue;
      const headTime = this.#headTime(head);
      if (result === undefined || headTime < time) {
        time = headTime;
        result = head;
      }
    }
    return result;
  }

  /** What follows may repeat the line that is last now. */
  #resumeFold(): void {
    const { rows } = this;
    const last = rows.end - 1;
    const chunk = this.lanes[rows.lane(last)]?.chunkOf(rows.line(last));
    this.#foldLane = chunk && rows.end > rows.start ? rows.lane(last) : -1;
    if (this.options.fold && chunk) this.#foldKey = foldKey(chunk.message(rows.line(last) - chunk.first));
  }

  #matches(head: Head): boolean {
    const chunk = head.chunk as Chunk;
    if (head.line >= head.matchedTo || head.line < head.matchedFrom) {
      head.matches = this.matcher.chunk(chunk, head.line - chunk.first);
      head.matchedFrom = head.line;
      head.matchedTo = chunk.end;
    }
    return head.matches?.[head.line - head.matchedFrom] !== 0;
  }

  #take(head: Head): void {
    const chunk = head.chunk as Chunk;
    const line = head.line;
    const index = line - chunk.first;
    const { filter } = this.options;
    const time = chunk.time(index);
    if (time > this.#time || (time === this.#time && head.index > this.#timeLane)) {
      this.#time = time;
      this.#timeLane = head.index;
    }
    const seen =
      this.#severities[chunk.severity(index)] === 1 &&
      !(this.#hidden.size > 0 && this.#hidden.has(chunk.origin(index).unit)) &&
      (filter.since === undefined || time >= filter.since) &&
      (filter.until === undefined || time <= filter.until);
    if (!seen) {
      head.line++;
      return;
    }
    const hit = this.#matches(head);
    head.line++;
    if (filter.text === '') {
      this.#push(head.index, line, 0, chunk, index);
    } else if (!filter.hide) {
      this.#push(head.index, line, hit ? hitFlag : 0, chunk, index);
    } else if (hit) {
      for (const [lane, earlier] of this.#before) this.rows.push(lane, earlier, contextFlag);
      if (this.#before.length > 0) this.#foldLane = -1;
      this.#before = [];
      this.#push(head.index, line, hitFlag, chunk, index);
      this.#after = filter.context;
    } else if (this.#after > 0) {
      this.#after--;
      this.#foldLane = -1;
      this.rows.push(head.index, line, contextFlag);
    } else if (filter.context > 0) {
      this.#before.push([head.index, line]);
      if (this.#before.length > filter.context) this.#before.shift();
    }
  }

  #push(lane: number, line: number, flags: number, chunk: Chunk, index: number): void {
    const { fold, unfolded } = this.options;
    if (fold) {
      const key = foldKey(chunk.message(index));
      const last = this.rows.end - 1;
      if (lane === this.#foldLane && key === this.#foldKey && last >= this.rows.start) {
        if (!unfolded?.has(`${lane}:${this.rows.line(last)}`)) {
          this.changedFrom = Math.min(this.changedFrom, last);
          const repeats = this.rows.repeats.get(last);
          if (repeats) {
            repeats.count++;
            repeats.last = line;
          } else {
            this.rows.repeats.set(last, { count: 1, last: line });
          }
          return;
        }
      }
      this.#foldLane = lane;
      this.#foldKey = key;
    }
    this.rows.push(lane, line, flags);
  }
}
