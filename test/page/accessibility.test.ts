import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLines } from './lines.ts';
import { openHouse, type PageHouse, type PanelPage } from './panelPage.ts';
import { themes } from './themes.ts';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let house: PageHouse;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** What axe finds serious or critical, as sentences. */
async function seriousFindings({ page }: PanelPage): Promise<string[]> {
  // The page's policy lets no script in but its own; the debugger's evaluation is not bound by it.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`));
}

async function withLines(): Promise<PanelPage> {
  const panel = await house.open({ agents: ['hercules-ci:staging/agent', 'cachix-deploy:web'] });
  panel.tail.append('hercules-ci:staging/agent', createLines(Date.UTC(2026, 10, 23, 4) * 1000).next(1000));
  panel.panel.grown();
  await panel.page.getByText('Completed task 999').waitFor();
  return panel;
}

describe('accessibility', () => {
  for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
    it(`axe finds nothing serious in ${theme}`, async () => {
      const panel = await withLines();
      await panel.setTheme(theme);
      expect(await seriousFindings(panel)).toEqual([]);
      await panel.page.getByRole('textbox').fill('exceptional');
      await panel.page.locator('.hit').first().waitFor();
      await panel.page.getByRole('button', { name: 'View options' }).click();
      expect(await seriousFindings(panel)).toEqual([]);
      await panel.close();
    });
  }

  it('the tree of a screen reader has the log, its lines with their severity, and named controls', async () => {
    const panel = await withLines();
    panel.panel.setFilter({ ...panel.panel.filter, hiddenLevels: ['info', 'debug', 'warning'] });
    await panel.page.getByText('Completed task 999').waitFor({ state: 'detached' });
    const tree = await panel.page.locator('body').ariaSnapshot();
    expect(tree).toContain('- log "Agent log"');
    expect(tree).toMatch(/- listitem:[\s\S]*error: .*Exceptional status in task \d+/);
    for (const name of [
      'Filter lines',
      'Match case',
      'Use regular expression',
      'Errors: ',
      'View options',
      'Following',
    ]) {
      expect(tree).toContain(name);
    }
    await panel.close();
  });

  it('everything is reached by the keyboard', async () => {
    const panel = await withLines();
    const { page } = panel;
    await page.locator('.rows').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const active = panel.panel.view.rows.end - 2;
    const focused = () => page.evaluate(() => Number(document.activeElement?.getAttribute('data-row')));
    await expect.poll(focused).toBe(active);
    await expect.poll(() => panel.panel.follow).toBe(false);
    await page.keyboard.press('Enter');
    await expect
      .poll(() => panel.received.findLast(({ kind }) => kind === 'open'))
      .toMatchObject({ row: active, open: true });
    await page.keyboard.press('Shift+ArrowUp');
    await expect.poll(focused).toBe(active - 1);
    await page.keyboard.press('Control+c');
    await expect
      .poll(() => panel.received.findLast(({ kind }) => kind === 'copy'))
      .toMatchObject({ from: active - 1, to: active + 1 });
    await page.keyboard.press('Control+f');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Filter lines');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('log');
    await page.keyboard.press('Space');
    await expect.poll(() => panel.panel.follow).toBe(true);
    const reached: (string | null | undefined)[] = [];
    for (let press = 0; press < 25; press++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')));
    }
    for (const name of ['Choose agents', 'Match case (Alt+C)', 'View options', 'Agent log']) {
      expect(reached).toContain(name);
    }
    await panel.close();
  });

  it('nothing moves for those who asked for less motion', async () => {
    const panel = await house.open();
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
    for (const agent of panel.agents) agent.state = 'connecting';
    panel.panel.changed();
    await panel.page.locator('.empty .codicon-loading').waitFor();
    expect(await panel.page.evaluate(() => document.getAnimations().length)).toBe(0);
    await panel.page.emulateMedia({ reducedMotion: 'no-preference' });
    await expect.poll(() => panel.page.evaluate(() => document.getAnimations().length)).toBeGreaterThan(0);
    await panel.close();
  });

  it('a narrow panel keeps the filter and the rows', async () => {
    const panel = await house.open({ width: 320, height: 300 });
    panel.tail.append('hercules-ci:agent', createLines(Date.UTC(2026, 10, 23, 4) * 1000).next(100));
    panel.panel.grown();
    await panel.page.locator('.row .message').first().waitFor();
    const box = await panel.page.getByRole('textbox').boundingBox();
    expect(box?.width).toBeGreaterThan(40);
    expect(await panel.page.evaluate(() => document.body.scrollWidth <= window.innerWidth)).toBe(true);
    await panel.close();
  });
});
