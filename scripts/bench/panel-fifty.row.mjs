// Memory of the log panel's tail and rows, full, with fifty agents at once.
import '../lib/typescript.mjs';

export const name = 'log panel: fifty agents at once with a full tail, MB';
export const aim = 'at most 150';

export async function run() {
  const { memoryOfFifty } = await import('../../test/page/measure.ts');
  const { bytes, kept, rate } = memoryOfFifty();
  const value = bytes / 1e6;
  return {
    value,
    met: value <= 150,
    detail: `${kept} lines kept; ${Math.round(rate)} lines a second taken in, merged and dropped`,
  };
}
