// From a decoded entry to its painted row, in the panel's page in a headless browser.
import '../lib/typescript.mjs';

export const name = 'log panel: decoded entry to painted row at 20,000 lines a second, p95 in ms';
export const aim = 'at most 50';

export async function run() {
  const [{ openHouse }, { paintDelays, percentile }] = await Promise.all([
    import('../../test/page/panelPage.ts'),
    import('../../test/page/measure.ts'),
  ]);
  const house = await openHouse();
  try {
    const { delays, rate } = await paintDelays(house);
    const value = percentile(delays, 0.95);
    const p50 = percentile(delays, 0.5).toFixed(1);
    return {
      value,
      met: value <= 50,
      detail: `p50 ${p50} ms, ${delays.length} rows painted while ${Math.round(rate)} lines a second arrived`,
    };
  } finally {
    await house.close();
  }
}
