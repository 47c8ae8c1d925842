import { expect, it } from 'vitest';
import { readTime } from './time.ts';

const now = new Date(2026, 10, 23, 14, 0, 0);
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime();

it.each([
  ['13:30', at(2026, 10, 23, 13, 30)],
  ['13:30:05', new Date(2026, 10, 23, 13, 30, 5).getTime()],
  ['23:30', at(2026, 10, 22, 23, 30)],
  ['2026-11-20 08:15', at(2026, 10, 20, 8, 15)],
  ['2026-11-20', at(2026, 10, 20, 0, 0)],
  ['90 s', now.getTime() - 90_000],
  ['20min', now.getTime() - 1_200_000],
  ['2h', now.getTime() - 7_200_000],
  ['1.5 d', now.getTime() - 129_600_000],
  ['25:00', undefined],
  ['soon', undefined],
  ['2026-13-45', undefined],
])('%s', (text, expected) => {
  expect(readTime(text, now)).toBe(expected);
});
