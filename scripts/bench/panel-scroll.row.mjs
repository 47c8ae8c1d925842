// Frame times of the panel's page while 200,000 rows are scrolled, beside those of a page on which nothing moves.
import '../lib/typescript.mjs';

export const name = 'log panel: frame time while scrolling 200,000 rows, p95 in ms';
export const aim = 'at most 17, or what a page without motion has in this browser';

export async function run() {
  const [{ openHouse }, { percentile, scrollFrames }] = await Promise.all([
    import('../../test/page/panelPage.ts'),
    import('../../test/page/measure.ts'),
  ]);
  const house = await openHouse();
  try {
    const { floor, smooth, jumps } = await scrollFrames(house);
    const value = percentile(smooth, 0.95);
    const still = percentile(floor, 0.95);
    const of = (times) => `p50 ${percentile(times, 0.5).toFixed(1)}, p95 ${percentile(times, 0.95).toFixed(1)}`;
    return {
      value,
      met: value <= Math.max(17, still + 0.1),
      detail: `scrolled ${of(smooth)}; dragged through ${of(jumps)}; without motion ${of(floor)}`,
    };
  } finally {
    await house.close();
  }
}
