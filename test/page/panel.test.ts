import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../protocol/src/journal.ts';
import { createLines } from './lines.ts';
import { openHouse, type PageHouse, type PanelPage } from './panelPage.ts';

const agent = 'hercules-ci:agent';
const start = Date.UTC(2026, 10, 23, 4) * 1000;
let house: PageHouse;
let opened: PanelPage | undefined;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
afterEach(async () => {
  const closing = opened?.close();
  opened = undefined;
  await closing;
});

async function open(options?: Parameters<PageHouse['open']>[0]): Promise<PanelPage> {
  opened = await house.open(options);
  return opened;
}

function append(panel: PanelPage, entries: JournalEntry[], to = agent): void {
  panel.tail.append(to, entries);
  panel.panel.grown();
}

function entry(message: string, at: number, more: Partial<JournalEntry> = {}): JournalEntry {
  return {
    cursor: `s=a;i=${at}`,
    timeMicros: String(start + at),
    unit: 'hercules-ci-agent.service',
    pid: 1,
    severity: 'info',
    message,
    bootId: 'b',
    ...more,
  };
}

const messages = ({ page }: PanelPage) => page.locator('.row .message').allInnerTexts();

/** Texts of the rows that a person sees, from top to bottom. */
async function inSight({ page }: PanelPage): Promise<{ row: number; text: string }[]> {
  return page.evaluate(() => {
    const box = document.querySelector('.rows')?.getBoundingClientRect();
    return [...document.querySelectorAll<HTMLElement>('.row[data-row]')]
      .filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return box !== undefined && bottom > box.top + 1 && top < box.bottom - 1;
      })
      .map((row) => ({ row: Number(row.dataset.row), text: row.querySelector('.message')?.textContent ?? '' }));
  });
}

async function rowsInSight(panel: PanelPage): Promise<number[]> {
  return (await inSight(panel)).map(({ row }) => row);
}

describe('rows', () => {
  it('follow the journal and show the newest line last', async () => {
    const panel = await open();
    append(panel, createLines(start).next(500));
    await panel.page.getByText('Completed task 499 successfully').waitFor();
    expect((await inSight(panel)).at(-1)?.text).toContain('Completed task 499');
    append(panel, [entry('One more line', 10_000_000)]);
    await panel.page.getByText('One more line').waitFor();
    expect((await inSight(panel)).at(-1)?.text).toBe('One more line');
  });

  it('hold text only, whatever a line says, and colour what the terminal would', async () => {
    const panel = await open();
    append(panel, [
      entry('<img src=x onerror="document.title=1"> & <b>bold</b>', 1),
      entry('\x1b[31mred\x1b[0m and \x1b[1mstrong\x1b[0m \x1b]0;title\x07\x1b[2Kplain', 2),
    ]);
    await panel.page.getByText('strong').waitFor();
    expect(await messages(panel)).toEqual([
      '<img src=x onerror="document.title=1"> & <b>bold</b>',
      'red and strong plain',
    ]);
    expect(await panel.page.locator('.message img, .message b').count()).toBe(0);
    expect(await panel.page.locator('.ansi-fg-red').innerText()).toBe('red');
    expect(await panel.page.locator('.ansi-bold').innerText()).toBe('strong');
  });

  it('colour severities', async () => {
    const panel = await open();
    append(panel, [
      entry('fine', 1),
      entry('careful', 2, { severity: 'warning' }),
      entry('bad', 3, { severity: 'critical' }),
    ]);
    await panel.page.getByText('bad').waitFor();
    const colours = await panel.page
      .locator('.row .message')
      .evaluateAll((nodes) => nodes.map((node) => getComputedStyle(node).color));
    expect(new Set(colours).size).toBe(3);
    expect(await panel.page.locator('.toolbar .error .count').innerText()).toBe('1');
  });

  it('fold repeats, and show each when asked to', async () => {
    const panel = await open();
    const retries = Array.from({ length: 50 }, (_, n) => entry(`Retrying in ${n} seconds due to an exception`, n));
    append(panel, retries);
    await panel.page.getByRole('button', { name: '×50' }).waitFor();
    expect(await messages(panel)).toHaveLength(1);
    panel.panel.setDisplay({ ...panel.panel.display, fold: false });
    await panel.page.getByText('Retrying in 49 seconds').waitFor();
  });

  it('bound a line of a megabyte and offer the rest', async () => {
    const panel = await open();
    append(panel, [entry(`begin ${'x'.repeat(1_000_000)} end`, 1)]);
    await panel.page.getByText('begin').waitFor();
    const shown = await panel.page.locator('.row').first().textContent();
    expect(shown?.length).toBeLessThan(3000);
    expect(await panel.page.getByRole('button', { name: /show all, 99\d,\d{3} more characters/ }).count()).toBe(1);
  });

  it('stand in the order of time where several agents log, each in its colour', async () => {
    const panel = await open({ agents: ['hercules-ci:one', 'cachix-deploy:two'] });
    append(panel, [entry('one first', 1), entry('one third', 3)], 'hercules-ci:one');
    append(panel, [entry('two second', 2), entry('two fourth', 4)], 'cachix-deploy:two');
    await panel.page.getByText('two fourth').waitFor();
    expect(await messages(panel)).toEqual(['one first', 'two second', 'one third', 'two fourth']);
    expect(await panel.page.locator('.row .agent').allInnerTexts()).toEqual(['one', 'two', 'one', 'two']);
    expect(await panel.page.locator('.toolbar .chip-name').allInnerTexts()).toEqual(['one', 'two']);
  });

  it('mark boots, starts of the service and gaps', async () => {
    const panel = await open();
    panel.tail.lane(agent).gaps.set(3, 'The host does not have the lines before this one any more.');
    append(panel, [
      entry('before', 1),
      entry('after', 2, { bootId: 'c' }),
      entry('Started Hercules CI agent.', 3, { bootId: 'c' }),
      entry('later', 4, { bootId: 'c' }),
    ]);
    await panel.page.getByText('later').waitFor();
    expect(await panel.page.locator('.marker').allInnerTexts()).toEqual([
      'Machine booted',
      'Service started',
      'The host does not have the lines before this one any more.',
    ]);
  });
});

describe('the filter', () => {
  it('leaves only lines that match, marks the match, and counts', async () => {
    const panel = await open();
    append(panel, createLines(start).next(3000));
    await panel.page.getByRole('textbox', { name: 'Filter lines' }).fill('TASK 1999');
    await expect.poll(() => messages(panel)).toHaveLength(2);
    expect(await panel.page.locator('.hit').allInnerTexts()).toEqual(['task 1999', 'task 1999']);
    expect(await panel.page.locator('.hits').innerText()).toBe('2');
    await panel.page.getByRole('button', { name: 'Match case (Alt+C)' }).click();
    await panel.page.getByText('None of 3,000 lines is let through.').waitFor();
    await panel.page.getByRole('button', { name: 'Clear Filter' }).click();
    await expect.poll(async () => (await messages(panel)).length).toBeGreaterThan(10);
  });

  it('takes regular expressions, and says when one cannot be read or takes for ever', async () => {
    const panel = await open();
    append(panel, [...createLines(start).next(300), entry(`${'a'.repeat(60)}b`, 10_000_000)]);
    const box = panel.page.getByRole('textbox');
    await panel.page.getByRole('button', { name: 'Use regular expression (Alt+R)' }).click();
    await box.fill('task 2[0-4]\\d ');
    await expect.poll(async () => (await messages(panel)).every((text) => /task 2[0-4]\d /i.test(text))).toBe(true);
    const before = await messages(panel);
    await box.fill('task (');
    await panel.page.getByText('This is not a regular expression').waitFor();
    expect(await messages(panel)).toEqual(before);
    await box.fill('(a+)+$');
    await panel.page.getByText('This regular expression takes too long').waitFor();
  });

  it('shows lines around matches', async () => {
    const panel = await open();
    append(
      panel,
      Array.from({ length: 100 }, (_, n) => entry(`word${'abcdefghij'[n % 10]}${'abcdefghij'[Math.floor(n / 10)]}`, n)),
    );
    panel.panel.setFilter({ ...panel.panel.filter, text: 'wordfe', context: 2 });
    await expect.poll(() => messages(panel)).toEqual(['wordde', 'wordee', 'wordfe', 'wordge', 'wordhe']);
    expect(await panel.page.locator('.row.context').count()).toBe(4);
  });

  it('finds without hiding, forwards and backwards', async () => {
    const panel = await open();
    append(panel, createLines(start).next(20_000));
    await panel.page.getByRole('button', { name: 'Show matching lines only (Alt+L)' }).click();
    await panel.page.getByRole('textbox').fill('Exceptional status');
    const ordinal = async () => Number(/^(\d+) of \d+$/.exec(await panel.page.locator('.hits').innerText())?.[1]);
    await panel.page.getByRole('textbox').press('Enter');
    await expect.poll(ordinal).toBeGreaterThan(0);
    await panel.page.getByRole('textbox').press('Shift+Enter');
    const first = await ordinal();
    await panel.page.getByRole('textbox').press('Shift+Enter');
    await expect.poll(ordinal).not.toBe(first);
    const second = await ordinal();
    await panel.page.getByRole('textbox').press('Enter');
    await expect.poll(ordinal).not.toBe(second);
    await panel.page.waitForTimeout(100);
    expect((await inSight(panel)).some(({ text }) => text.includes('Exceptional status'))).toBe(true);
    expect((await inSight(panel)).length).toBeGreaterThan(5);
  });

  it('hides severities and units', async () => {
    const panel = await open();
    append(panel, [
      entry('of the agent', 1),
      entry('of the restarter', 2, { unit: 'hercules-ci-agent-restarter.service' }),
      entry('chatter', 3, { severity: 'debug' }),
    ]);
    await panel.page.getByText('chatter').waitFor();
    await panel.page.getByRole('button', { name: /^Debug/ }).click();
    await expect.poll(() => messages(panel)).toEqual(['of the agent', 'of the restarter']);
    await panel.page.getByRole('button', { name: 'View options' }).click();
    await panel.page.getByRole('checkbox', { name: 'hercules-ci-agent-restarter.service' }).uncheck();
    await expect.poll(() => messages(panel)).toEqual(['of the agent']);
  });
});

describe('many rows', () => {
  it('are scrolled to any place, and every row is the one that belongs there', async () => {
    const panel = await open();
    const entries = createLines(start).next(200_000);
    panel.panel.setDisplay({ wrap: false, fold: false, raw: false });
    append(panel, entries);
    await expect.poll(() => panel.panel.view.rows.end, { timeout: 20_000 }).toBe(200_000);
    for (const part of [0, 0.31, 0.5, 0.77, 0.999]) {
      await panel.page.locator('.rows').evaluate((rows, to) => {
        rows.scrollTop = rows.scrollHeight * to;
      }, part);
      await expect.poll(() => panel.page.locator('.row.missing').count()).toBe(0);
      await expect.poll(async () => (await inSight(panel)).length).toBeGreaterThan(10);
      const seen = await inSight(panel);
      for (const { row, text } of seen) {
        const message = entries[row]?.message.split('] ').at(-1) as string;
        expect(text).toContain(message);
      }
    }
    expect(await panel.page.locator('.row').count()).toBeLessThan(80);
  });

  it('arrive 20,000 a second without losing one or holding up the page', async () => {
    const panel = await open();
    panel.panel.setDisplay({ wrap: false, fold: false, raw: false });
    const lines = createLines(start);
    for (let tick = 0; tick < 100; tick++) {
      append(panel, lines.next(400));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    append(panel, [entry('the very last', 1_000_000_000)]);
    await panel.page.getByText('the very last').waitFor();
    expect(panel.panel.view.rows.end).toBe(40_001);
    await panel.page.getByText('40,001 lines').waitFor();
    expect(await panel.page.locator('.row').count()).toBeLessThan(80);
  });

  it('leave at the front when the tail is full, and stay in place for who looks at others', async () => {
    const panel = await open({ budget: 4 * 1024 * 1024 });
    panel.panel.setDisplay({ wrap: false, fold: false, raw: false });
    const lines = createLines(start);
    append(panel, lines.next(20_000));
    await expect.poll(() => panel.panel.view.complete).toBe(true);
    await panel.page.locator('.rows').hover();
    await panel.page.mouse.wheel(0, -3000);
    await expect.poll(() => panel.panel.follow).toBe(false);
    await panel.page.waitForTimeout(200);
    const before = await rowsInSight(panel);
    for (let tick = 0; tick < 5; tick++) {
      append(panel, lines.next(1000));
      await panel.page.waitForTimeout(50);
    }
    expect(panel.tail.size).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(panel.panel.view.rows.start).toBeGreaterThan(0);
    expect(await rowsInSight(panel)).toEqual(before);
  });
});

describe('pause and follow', () => {
  it('scrolling up pauses, the counter counts, End follows again', async () => {
    const panel = await open();
    const lines = createLines(start);
    append(panel, lines.next(2000));
    await panel.page.getByText('Completed task 1999').waitFor();
    await panel.page.locator('.rows').hover();
    await panel.page.mouse.wheel(0, -500);
    await panel.page.getByText('Paused').waitFor();
    const before = await rowsInSight(panel);
    append(
      panel,
      Array.from({ length: 7 }, (_, n) => entry(`new ${'abcdefg'[n]}`, 1_000_000_000 + n)),
    );
    await panel.page.getByText('7 new').waitFor();
    expect(await rowsInSight(panel)).toEqual(before);
    await panel.page.locator('.rows').focus();
    await panel.page.keyboard.press('End');
    await panel.page.getByText('new g').waitFor();
    await panel.page.getByText('Following').waitFor();
  });

  it('a page that was hidden comes back to the same rows, and what came meanwhile is there', async () => {
    const panel = await open();
    const lines = createLines(start);
    append(panel, lines.next(5000));
    await panel.page.locator('.rows').hover();
    await panel.page.mouse.wheel(0, -9000);
    await expect.poll(() => panel.panel.follow).toBe(false);
    await panel.page.waitForTimeout(300);
    const [before] = await inSight(panel);
    panel.panel.detach();
    await panel.page.goto('about:blank');
    append(panel, [...lines.next(3000), entry('while hidden', 1_000_000_000)]);
    await panel.reopen();
    await expect.poll(async () => (await inSight(panel))[0]).toEqual(before);
    await panel.page.getByRole('button', { name: /new: follow/ }).click();
    await panel.page.getByText('while hidden').waitFor();
  });
});

describe('clearing', () => {
  it('leaves new lines only, until the earlier are asked for', async () => {
    const panel = await open();
    append(panel, [entry('earlier', 1)]);
    await panel.page.getByText('earlier', { exact: true }).waitFor();
    panel.panel.clear();
    await panel.page.getByText(/^Cleared at .* New lines appear here\.$/).waitFor();
    append(panel, [entry('fresh', 2)]);
    await panel.page.getByText('fresh').waitFor();
    expect(await messages(panel)).toEqual(['fresh']);
    panel.panel.unclear();
    await expect.poll(() => messages(panel)).toEqual(['earlier', 'fresh']);
  });
});

describe('the state line', () => {
  it('says how the agent is connected and counts down to the next try', async () => {
    const panel = await open();
    const [shown] = panel.agents;
    if (!shown) throw new Error('no agent');
    await panel.page
      .getByText(/^Connected to root@203\.0\.113\.10 · no entries since /)
      .first()
      .waitFor();
    Object.assign(shown, { state: 'reconnecting', reason: 'The connection was lost.', retryAt: Date.now() + 9500 });
    panel.panel.changed();
    await panel.page.locator('.status').getByText('The connection was lost. Reconnecting in 9 s').waitFor();
    Object.assign(shown, { state: 'failed', reason: 'The host key of 203.0.113.10 changed.' });
    panel.panel.changed();
    await panel.page.locator('.status').getByText('The host key of 203.0.113.10 changed.').waitFor();
    await panel.page.locator('.status').getByRole('button', { name: 'Try Again' }).click();
    await expect.poll(() => panel.received.at(-1)).toEqual({ kind: 'command', name: 'retry' });
  });
});
