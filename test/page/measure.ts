import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createTail } from '../../client/src/logs/tail/tail.ts';
import { noFilter } from '../../client/src/logs/view/matcher.ts';
import { View } from '../../client/src/logs/view/view.ts';
import { createLines } from './lines.ts';
import type { PageHouse } from './panelPage.ts';

const agent = 'hercules-ci:agent';
const start = Date.UTC(2026, 10, 23, 4) * 1000;
const many = 200_000;
const rounds = 10;

/** The value below which so large a part of all values is. */
export function percentile(values: readonly number[], part: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * part))] ?? Number.NaN;
}

/** Tells how many bytes are in use after all garbage is collected. */
function memoryMeter(): () => number {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    collect();
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
}

/** Bytes of memory for fifty agents at once whose tail is full, and how many lines a second it took meanwhile. */
export function memoryOfFifty(): { bytes: number; kept: number; rate: number } {
  const used = memoryMeter();
  const streams = Array.from({ length: 50 }, (_, n) => ({
    id: `a${n}`,
    lines: createLines(start, `u${n}.service`, n + 1),
  }));
  const before = used();
  const tail = createTail(undefined, (lane) => view.forget(lane));
  const lanes = streams.map(({ id }) => tail.lane(id));
  let view = new View(lanes, { filter: noFilter, fold: true });
  let busy = 0;
  let came = 0;
  for (let round = 0; round < 230; round++) {
    const batches = streams.map(({ id, lines }) => ({ id, entries: lines.next(100) }));
    const began = performance.now();
    for (const { id, entries } of batches) {
      tail.append(id, entries);
      came += entries.length;
    }
    if (!view.rewind()) view = new View(lanes, { filter: noFilter, fold: true });
    view.extend();
    busy += performance.now() - began;
  }
  const kept = lanes.reduce((sum, lane) => sum + lane.length, 0);
  return { bytes: used() - before, kept, rate: (came / busy) * 1000 };
}

/** Bytes of memory for lines in the tail and their rows, and the bytes of the lines themselves. */
export function memoryOfLines(): { bytes: number; raw: number; lines: number } {
  const used = memoryMeter();
  const lines = createLines(start);
  const tail = createTail();
  const before = used();
  let raw = 0;
  for (let batch = 0; batch < many / 1000; batch++) {
    const entries = lines.next(1000);
    for (const { message } of entries) raw += Buffer.byteLength(message);
    tail.append(agent, entries);
  }
  const view = new View([tail.lane(agent)], { filter: noFilter, fold: true });
  view.extend();
  const bytes = used() - before;
  return { bytes, raw, lines: view.rows.end };
}

/** Milliseconds from a decoded entry to its painted row while 20,000 lines a second arrive. */
export async function paintDelays(house: PageHouse): Promise<{ delays: number[]; rate: number }> {
  const panel = await house.open();
  const lines = createLines(start);
  await panel.page.evaluate(() => {
    const seen = new Set<string>();
    const delays: number[] = [];
    const channel = new MessageChannel();
    // A task after the animation frame runs when the frame is on its way to the screen.
    channel.port1.onmessage = () => {
      const now = performance.timeOrigin + performance.now();
      for (const node of document.querySelectorAll('.message')) {
        const sent = /sent (\d+\.\d+)/.exec(node.textContent ?? '')?.[1];
        if (sent === undefined || seen.has(sent)) continue;
        seen.add(sent);
        delays.push(now - Number(sent));
      }
    };
    const watch = () => {
      channel.port2.postMessage(0);
      requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
    Object.assign(globalThis, { delays });
  });
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < 6000) {
    const due = Math.floor(((performance.now() - began) / 1000) * 20_000) - sent;
    const now = performance.timeOrigin + performance.now();
    panel.tail.append(
      agent,
      lines
        .next(due)
        .map((entry, index) => ({ ...entry, message: `${entry.message} sent ${(now + index / 1e4).toFixed(4)}` })),
    );
    panel.panel.grown();
    sent += due;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const rate = sent / ((performance.now() - began) / 1000);
  await panel.page.waitForTimeout(300);
  const delays = await panel.page.evaluate(() => (globalThis as unknown as { delays: number[] }).delays);
  await panel.close();
  return { delays, rate };
}

/** Milliseconds between frames: while the rows are scrolled, dragged through, and while nothing moves at all. */
export async function scrollFrames(house: PageHouse): Promise<{ floor: number[]; smooth: number[]; jumps: number[] }> {
  const panel = await house.open();
  panel.panel.setDisplay({ wrap: false, fold: false, raw: false });
  panel.tail.append(agent, createLines(start).next(many));
  panel.panel.grown();
  while (!panel.panel.view.complete) await panel.page.waitForTimeout(50);
  await panel.page.waitForTimeout(500);
  const floor = await frameTimes(panel.page, 'none');
  const smooth = await frameTimes(panel.page, 'smooth');
  const jumps = await frameTimes(panel.page, 'jumps');
  await panel.close();
  return { floor, smooth, jumps };
}

function frameTimes(
  page: Awaited<ReturnType<PageHouse['open']>>['page'],
  how: 'none' | 'smooth' | 'jumps',
): Promise<number[]> {
  return page.evaluate(
    (kind) =>
      new Promise<number[]>((resolve) => {
        const rows = document.querySelector('.rows') as HTMLElement;
        if (kind !== 'none') rows.scrollTop = rows.scrollHeight / 4;
        const times: number[] = [];
        let last = 0;
        const step = (now: number) => {
          if (last !== 0) times.push(now - last);
          last = now;
          if (kind === 'smooth') rows.scrollTop += 137;
          if (kind === 'jumps') rows.scrollTop = (rows.scrollHeight * ((times.length * 7919) % 10_000)) / 10_000;
          if (times.length < 300) requestAnimationFrame(step);
          else resolve(times.slice(10));
        };
        requestAnimationFrame(step);
      }),
    how,
  );
}

/** Milliseconds from a filter to its rows, over many lines. */
export async function filterTimes(house: PageHouse): Promise<number[]> {
  const panel = await house.open();
  const lines = createLines(start);
  for (let round = 0; round < rounds; round++) {
    const entries = lines.next(many / rounds);
    for (const one of entries.slice(0, 1)) one.message += ` needle${round}`;
    panel.tail.append(agent, entries);
  }
  panel.panel.grown();
  while (!panel.panel.view.complete) await panel.page.waitForTimeout(20);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const text = `NEEDLE${round}`;
    const began = performance.now();
    panel.panel.setFilter({ ...noFilter, text });
    await panel.page.waitForFunction(
      (hit) => [...document.querySelectorAll('.hit')].some((node) => node.textContent === hit),
      text.toLowerCase(),
      { polling: 'raf' },
    );
    times.push(performance.now() - began);
  }
  await panel.close();
  return times;
}
