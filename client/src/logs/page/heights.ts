const blockRows = 512;

/**
 * Heights of rows, of which most have the usual one. Only rows that were measured to be different take memory, so
 * positions in a million rows are found by a look at few blocks.
 */
export class Heights {
  start = 0;
  end = 0;
  /** By block: what its rows are higher than usual, in sum and one by one. */
  readonly #blocks = new Map<number, { extra: number; rows: Map<number, number> }>();
  #ordered: number[] = [];

  constructor(public usual: number) {}

  get total(): number {
    let extra = 0;
    for (const block of this.#blocks.values()) extra += block.extra;
    return (this.end - this.start) * this.usual + extra;
  }

  height(row: number): number {
    return this.usual + (this.#blocks.get(Math.floor(row / blockRows))?.rows.get(row) ?? 0);
  }

  set(row: number, height: number): void {
    const key = Math.floor(row / blockRows);
    let block = this.#blocks.get(key);
    const extra = height - this.usual;
    if (!block) {
      if (extra === 0) return;
      block = { extra: 0, rows: new Map() };
      this.#blocks.set(key, block);
      this.#ordered = [...this.#blocks.keys()].sort((a, b) => a - b);
    }
    block.extra += extra - (block.rows.get(row) ?? 0);
    if (extra === 0) block.rows.delete(row);
    else block.rows.set(row, extra);
  }

  /** Pixels from the top of the first row to the top of this one. */
  offset(row: number): number {
    let extra = 0;
    const key = Math.floor(row / blockRows);
    for (const other of this.#ordered) {
      if (other > key) break;
      const block = this.#blocks.get(other);
      if (!block) continue;
      if (other < key) extra += block.extra;
      else for (const [at, more] of block.rows) if (at < row) extra += more;
    }
    return (row - this.start) * this.usual + extra;
  }

  /** The row at so many pixels from the top. */
  rowAt(offset: number): number {
    let low = this.start;
    let high = Math.max(this.start, this.end - 1);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.offset(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Rows before `start` are gone, rows up to `end` are there. */
  bound(start: number, end: number): void {
    if (start > this.start) {
      for (const [key, block] of this.#blocks) {
        if ((key + 1) * blockRows <= start) this.#blocks.delete(key);
        else if (key * blockRows < start)
          for (const row of block.rows.keys()) if (row < start) this.set(row, this.usual);
      }
      this.#ordered = [...this.#blocks.keys()].sort((a, b) => a - b);
    }
    this.start = start;
    this.end = end;
  }

  /** Forgets what was measured, from a row on. */
  forgetFrom(row: number): void {
    for (const [key, block] of this.#blocks) {
      if (key * blockRows >= row) this.#blocks.delete(key);
      else if ((key + 1) * blockRows > row) for (const at of block.rows.keys()) if (at >= row) this.set(at, this.usual);
    }
    this.#ordered = [...this.#blocks.keys()].sort((a, b) => a - b);
  }

  reset(usual: number): void {
    this.usual = usual;
    this.#blocks.clear();
    this.#ordered = [];
  }
}
