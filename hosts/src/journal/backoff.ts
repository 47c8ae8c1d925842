const firstMs = 1_000;
const longestMs = 30_000;

/**
 * How long to wait before the next try, in milliseconds: doubled each time, and spread so that many machines that were
 * lost together do not come back together.
 * @param failures tries that failed in a row, from 1
 * @param random in [0, 1)
 */
export function retryDelay(failures: number, random: number = Math.random()): number {
  const longest = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return Math.round(longest * (0.5 + random / 2));
}
