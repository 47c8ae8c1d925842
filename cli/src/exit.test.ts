import { expect, it } from 'vitest';
import { combined, type ExitStatus } from './exit.ts';

it.each<[ExitStatus[], ExitStatus]>([
  [[], 0],
  [[0, 0], 0],
  [[0, 4], 4],
  [[4, 3, 0], 3],
  [[3, 1, 4], 1],
  [[0, 2], 2],
])('of %j is %i', (statuses, expected) => {
  expect(combined(statuses)).toBe(expected);
});
