import { describe, expect, it } from 'vitest';
import { entry } from '../testing.ts';
import { severities } from './chunk.ts';
import { Lane } from './lane.ts';
import { createTail } from './tail.ts';

function allOf(lane: Lane) {
  const lines = [];
  for (let number = lane.first; number < lane.end; number++) {
    const chunk = lane.chunkOf(number);
    if (!chunk) throw new Error(`Line ${number} is missing.`);
    const index = number - chunk.first;
    const { unit, pid, bootId } = chunk.origin(index);
    lines.push({
      message: chunk.message(index),
      timeMicros: String(chunk.time(index)),
      severity: severities[chunk.severity(index)],
      unit,
      pid,
      bootId,
    });
  }
  return lines;
}

const withoutCursor = ({ cursor: _, ...rest }: ReturnType<typeof entry>) => rest;

describe('a lane', () => {
  it('gives back every line as it came, over many chunks', () => {
    const lane = new Lane();
    const entries = Array.from({ length: 5000 }, (_, n) =>
      entry(n % 7 ? `line ${n} ${'x'.repeat(n % 300)}` : `größer – ${n} \u{1f680}`, n, {
        severity: severities[n % 8] ?? 'info',
        unit: `u${n % 3}.service`,
        pid: n % 11,
        bootId: `b${Math.floor(n / 1000)}`,
      }),
    );
    for (let at = 0; at < entries.length; at += 33) lane.append(entries.slice(at, at + 33));
    expect(lane.chunks.length).toBeGreaterThan(3);
    expect(allOf(lane)).toEqual(entries.map(withoutCursor));
    expect([...lane.counts]).toEqual(Array.from({ length: 8 }, () => 625));
  });

  it('holds empty lines and one of a megabyte', () => {
    const lane = new Lane();
    const entries = [entry('', 1), entry('ü'.repeat(600_000), 2), entry('', 3)];
    lane.append(entries);
    expect(allOf(lane)).toEqual(entries.map(withoutCursor));
  });

  it('numbers pages in front downwards and keeps the numbers of what was there', () => {
    const lane = new Lane();
    lane.append([entry('c', 3), entry('d', 4)]);
    lane.prepend([entry('a', 1), entry('b', 2)]);
    expect([lane.first, lane.end]).toEqual([-2, 2]);
    expect(allOf(lane).map(({ message }) => message)).toEqual(['a', 'b', 'c', 'd']);
    expect(lane.cursor).toBe('c1');
    expect(lane.lastCursor).toBe('c4');
    expect(lane.timeOf(0)).toBe(3);
  });
});

describe('the tail', () => {
  it('stays within its budget for all agents together and drops the oldest lines first', () => {
    const dropped = new Set<Lane>();
    const tail = createTail(2 * 1024 * 1024, (lane) => dropped.add(lane));
    for (let n = 0; n < 400; n++) {
      tail.append('quiet', [entry(`quiet ${n}`, n * 1000)]);
      tail.append(
        'loud',
        Array.from({ length: 100 }, (_, m) => entry(`loud ${n}.${m} ${'y'.repeat(100)}`, n * 1000 + m)),
      );
    }
    expect(tail.size).toBeLessThanOrEqual(tail.budget);
    expect(tail.lane('quiet').length).toBe(400);
    const loud = tail.lane('loud');
    expect(loud.end).toBe(40_000);
    expect(loud.length).toBeGreaterThan(5000);
    expect(loud.length).toBeLessThan(40_000);
    expect(dropped).toEqual(new Set([loud]));
    expect([...loud.counts].reduce((sum, count) => sum + count)).toBe(loud.length);
  });

  it('takes no older page that it has no room for', () => {
    const tail = createTail(600_000);
    tail.append('a', [entry('now', 10)]);
    const page = Array.from({ length: 100 }, (_, n) => entry('z'.repeat(1000), n));
    expect(tail.prepend('a', page)).toBe(true);
    expect(tail.prepend('a', [...page, ...page, ...page, ...page, ...page])).toBe(false);
    expect(tail.lane('a').first).toBe(-100);
  });

  it('gives back the room of an agent that is not shown any more', () => {
    const tail = createTail();
    tail.append('a', [entry('x')]);
    tail.remove('a');
    expect(tail.size).toBe(0);
    expect(tail.lane('a').length).toBe(0);
  });

  it('takes at most one and a half times the bytes of the lines themselves', () => {
    const tail = createTail(Number.POSITIVE_INFINITY);
    const message = `[2026-11-23 04:00:01][Agent][Info][host][PID 1][ThreadId 5][main:Hercules.Agent Hercules/Agent.hs:120:7] task`;
    for (let n = 0; n < 50_000; n++) tail.append('a', [entry(message, n)]);
    expect(tail.size / (50_000 * message.length)).toBeLessThan(1.5);
  });
});
