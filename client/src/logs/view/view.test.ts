import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogFilter } from '../../../../protocol/src/logPanel.ts';
import { Lane } from '../tail/lane.ts';
import { entry } from '../testing.ts';
import { noFilter } from './matcher.ts';
import { lineOf } from './present.ts';
import { contextFlag, hitFlag } from './rowIndex.ts';
import { View } from './view.ts';

function laneOf(...messages: [message: string, at: number][]): Lane {
  const lane = new Lane();
  lane.append(messages.map(([message, at]) => entry(message, at)));
  return lane;
}

function shown(view: View): string[] {
  const rows = [];
  for (let row = view.rows.start; row < view.rows.end; row++) {
    const flags = view.rows.flags(row);
    const mark = flags & hitFlag ? '*' : flags & contextFlag ? '~' : '';
    const repeats = view.rows.repeats.get(row);
    rows.push(`${mark}${lineOf(view, row)?.message}${repeats ? ` x${repeats.count + 1}` : ''}`);
  }
  return rows;
}

function viewOf(lanes: Lane[], filter: Partial<LogFilter> = {}, fold = false): View {
  const view = new View(lanes, { filter: { ...noFilter, ...filter }, fold });
  view.extend();
  return view;
}

describe('a view', () => {
  it('merges lanes by time and keeps the order of each', () => {
    const one = laneOf(['a', 1], ['c', 3], ['c2', 3], ['f', 6]);
    const two = laneOf(['b', 2], ['d', 4], ['e', 5]);
    expect(shown(viewOf([one, two]))).toEqual(['a', 'b', 'c', 'c2', 'd', 'e', 'f']);
  });

  it('puts late lines where they belong and tells from which row on it changed', () => {
    const one = laneOf(['a', 1], ['d', 4]);
    const two = laneOf(['b', 2]);
    const view = viewOf([one, two]);
    two.append([entry('c', 3)]);
    expect(view.rewind()).toBe(true);
    view.extend();
    expect(shown(view)).toEqual(['a', 'b', 'c', 'd']);
    expect(view.changedFrom).toBe(2);
  });

  it('folds repeats of one agent, and not what only looks alike', () => {
    const lane = laneOf(
      ['Retrying in 1 seconds', 1],
      ['Retrying in 2 seconds', 2],
      ['Retrying in 4 seconds', 3],
      ['task 1', 4],
      ['task 2', 5],
      ['task 2', 6],
    );
    expect(shown(viewOf([lane], {}, true))).toEqual(['Retrying in 1 seconds x3', 'task 1', 'task 2 x2']);
  });

  it('hides severities, units, and what is outside of a time range', () => {
    const lane = new Lane();
    lane.append([
      entry('early', 1),
      entry('debug', 2, { severity: 'debug' }),
      entry('other', 3, { unit: 'other.service' }),
      entry('kept', 4),
      entry('late', 5),
    ]);
    const filter = { hiddenLevels: ['debug' as const], hiddenSources: ['other.service'], since: 2, until: 4 };
    expect(shown(viewOf([lane], filter))).toEqual(['kept']);
  });

  it('leaves out what was cleared', () => {
    const lane = laneOf(['a', 1], ['b', 2]);
    lane.floor = 1;
    expect(shown(viewOf([lane]))).toEqual(['b']);
  });

  it('forgets the rows of lines that are gone, in the middle of others too', () => {
    const loud = new Lane();
    for (let n = 0; n < 3000; n++) loud.append([entry(`loud ${n} ${'z'.repeat(200)}`, n)]);
    const quiet = laneOf(['quiet a', 5], ['quiet b', 700], ['quiet c', 2999]);
    const view = viewOf([loud, quiet]);
    const end = view.rows.end;
    while (loud.first < 2000) loud.drop();
    const changedBefore = view.forget(loud);
    const rows = shown(view);
    expect(view.rows.end).toBe(end);
    expect(rows.slice(0, 3)).toEqual(['quiet a', 'quiet b', `loud ${loud.first} ${'z'.repeat(200)}`]);
    expect(changedBefore).toBe(view.rows.start + 2);
    expect(rows).toHaveLength(3000 - loud.first + 3);
  });

  it('finds the row of a time and of a line', () => {
    const view = viewOf([laneOf(['a', 10], ['b', 20], ['c', 20], ['d', 30])]);
    expect(view.rowAt(20)).toBe(1);
    expect(view.rowAt(20, 0, 2)).toBe(2);
    expect(view.rowAt(21)).toBe(3);
    expect(view.rowAt(99)).toBe(4);
  });

  it('shows the same, in whatever pieces lines come, as one look at all of them', () => {
    const words = fc.constantFrom('alpha', 'beta', 'gamma hit', 'delta', 'hit');
    const step = fc.record({
      lane: fc.nat(2),
      messages: fc.array(words, { maxLength: 6 }),
      gap: fc.integer({ min: -3, max: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 25 }),
        fc.constantFrom('', 'hit'),
        fc.nat(2),
        fc.boolean(),
        (steps, text, context, fold) => {
          const filter = { ...noFilter, text, context };
          const lanes = [new Lane(), new Lane(), new Lane()];
          const clocks = [0, 0, 0];
          let view = new View(lanes, { filter, fold });
          let now = 0;
          for (const { lane, messages, gap } of steps) {
            now += 5;
            let clock = Math.max(clocks[lane] ?? 0, now + gap);
            lanes[lane]?.append(messages.map((message) => entry(message, ++clock)));
            clocks[lane] = clock;
            // As the panel does: a view that cannot go back is made anew.
            if (!view.rewind()) view = new View(lanes, { filter, fold });
            view.extend();
          }
          expect(shown(view)).toEqual(shown(viewOf(lanes, filter, fold)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('shows context as a plain search does', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.integer({ min: 0, max: 4 }), (hits, context) => {
        const lane = new Lane();
        lane.append(hits.map((hit, n) => entry(hit ? 'hit' : `no ${n}`, n)));
        const expected = hits.flatMap((hit, n) => {
          if (hit) return ['*hit'];
          const near = hits.slice(Math.max(0, n - context), n + context + 1).includes(true);
          return near ? [`~no ${n}`] : [];
        });
        expect(shown(viewOf([lane], { text: 'hit', context }))).toEqual(expected);
      }),
    );
  });
});
