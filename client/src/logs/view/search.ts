import { hitFlag, type RowIndex } from './rowIndex.ts';

/** The match after (`step` 1) or before (-1) a row, around the ends, and the how manieth it is, from 1. */
export function findHit(rows: RowIndex, from: number, step: 1 | -1): { row: number | undefined; ordinal: number } {
  const count = rows.end - rows.start;
  for (let distance = 1; distance <= count; distance++) {
    const row = rows.start + ((((from + step * distance - rows.start) % count) + count) % count);
    if (!(rows.flags(row) & hitFlag)) continue;
    let ordinal = 0;
    for (let before = rows.start; before <= row; before++) if (rows.flags(before) & hitFlag) ordinal++;
    return { row, ordinal };
  }
  return { row: undefined, ordinal: 0 };
}
