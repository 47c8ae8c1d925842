import { test } from 'vitest';
import { createLines } from './lines.ts';
import { openHouse } from './panelPage.ts';

test('try', async () => {
  const house = await openHouse();
  const p = await house.open();
  const lines = createLines(Date.now() * 1000);
  p.tail.append('hercules-ci:agent', lines.next(5000));
  p.agents[0]!.lastEntry = Date.now() * 1000;
  p.panel.changed();
  p.panel.grown();
  await p.page.waitForTimeout(500);
  for (const t of ['dark', 'light', 'high-contrast'] as const) {
    await p.setTheme(t);
    await p.page.waitForTimeout(100);
    await p.page.screenshot({ path: `/tmp/nix-agents-logs-shots/first-${t}.png` });
  }
  console.log(p.received.slice(0, 20));
  await p.close();
  await house.close();
});
