import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heights } from './heights.ts';
import { highest, toOffset, toScrollTop } from './scroll.ts';

describe('heights', () => {
  it('give the same places as a plain sum', () => {
    const change = fc.record({ row: fc.nat(3000), height: fc.integer({ min: 10, max: 200 }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.nat(2000), fc.nat(3000), (changes, start, row) => {
        const heights = new Heights(20);
        heights.bound(0, 3001);
        const plain = new Map<number, number>();
        for (const { row: at, height } of changes) {
          heights.set(at, height);
          plain.set(at, height);
        }
        heights.bound(start, 3001);
        const at = Math.max(start, row);
        let sum = 0;
        for (let other = start; other < at; other++) sum += plain.get(other) ?? 20;
        expect(heights.offset(at)).toBe(sum);
        expect(heights.rowAt(sum)).toBe(at);
        expect(heights.rowAt(sum + (plain.get(at) ?? 20) - 1)).toBe(at);
        let total = 0;
        for (let other = start; other < 3001; other++) total += plain.get(other) ?? 20;
        expect(heights.total).toBe(total);
      }),
    );
  });
});

describe('the scroll bar', () => {
  it('stands for pixels as long as the rows are not too high, and for more beyond', () => {
    const small = { content: 1000, viewport: 100 };
    expect([toScrollTop(300, small), toOffset(300, small)]).toEqual([300, 300]);
    const large = { content: 40_000_000, viewport: 500 };
    expect(toScrollTop(0, large)).toBe(0);
    expect(toScrollTop(40_000_000 - 500, large)).toBe(highest - 500);
    expect(toOffset(toScrollTop(12_345_678, large), large)).toBeCloseTo(12_345_678, 3);
  });
});
