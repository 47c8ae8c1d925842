const blockRows = 4096;

interface Block {
  lanes: Uint8Array;
  flags: Uint8Array;
  lines: Int32Array;
}

export const hitFlag = 1;
export const contextFlag = 2;

/** Repeats that one row stands for, besides its own line. */
export interface Repeats {
  count: number;
  /** Number of the last line of them. */
  last: number;
}

/** The rows of a view, oldest first: six bytes a row. A row's position stays when rows are dropped in front. */
export class RowIndex {
  start = 0;
  end = 0;
  hits = 0;
  /** By the row that stands for them. */
  readonly repeats = new Map<number, Repeats>();
  readonly #blocks = new Map<number, Block>();

  push(lane: number, line: number, flags: number): void {
    const block = this.#block(this.end);
    const at = this.end % blockRows;
    block.lanes[at] = lane;
    block.lines[at] = line;
    block.flags[at] = flags;
    if (flags & hitFlag) this.hits++;
    this.end++;
  }

  lane(row: number): number {
    return this.#blocks.get(Math.floor(row / blockRows))?.lanes[row % blockRows] ?? 0;
  }

  line(row: number): number {
    return this.#blocks.get(Math.floor(row / blockRows))?.lines[row % blockRows] ?? 0;
  }

  flags(row: number): number {
    return this.#blocks.get(Math.floor(row / blockRows))?.flags[row % blockRows] ?? 0;
  }

  pop(): void {
    this.end--;
    if (this.flags(this.end) & hitFlag) this.hits--;
    this.repeats.delete(this.end);
  }

  /** Drops the rows before `row`. */
  dropBefore(row: number): void {
    while (this.start < row && this.start < this.end) {
      if (this.flags(this.start) & hitFlag) this.hits--;
      this.repeats.delete(this.start);
      this.start++;
      if (this.start % blockRows === 0) this.#blocks.delete(this.start / blockRows - 1);
    }
  }

  /** Puts row `from` where `to` is. */
  move(from: number, to: number): void {
    const block = this.#block(to);
    const at = to % blockRows;
    if ((block.flags[at] ?? 0) & hitFlag) this.hits--;
    block.lanes[at] = this.lane(from);
    block.lines[at] = this.line(from);
    block.flags[at] = this.flags(from);
    if (this.flags(from) & hitFlag) this.hits++;
    const repeats = this.repeats.get(from);
    if (repeats) this.repeats.set(to, repeats);
    else this.repeats.delete(to);
  }

  #block(row: number): Block {
    const key = Math.floor(row / blockRows);
    let block = this.#blocks.get(key);
    if (!block) {
      block = {
        lanes: new Uint8Array(blockRows),
        flags: new Uint8Array(blockRows),
        lines: new Int32Array(blockRows),
      };
      this.#blocks.set(key, block);
    }
    return block;
  }
}
