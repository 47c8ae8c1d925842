// Memory of the log panel's lines, the extension's side of it: the tail and the rows of a view.
import '../lib/typescript.mjs';

export const name = 'log panel: memory a line, against its raw bytes';
export const aim = 'at most 1.5';

export async function run() {
  const { memoryOfLines } = await import('../../test/page/measure.ts');
  const { bytes, raw, lines } = memoryOfLines();
  const value = bytes / raw;
  return {
    value,
    met: value <= 1.5,
    detail: `${lines} rows of ${Math.round(raw / lines)} bytes take ${(bytes / 2 ** 20).toFixed(1)} MiB`,
  };
}
