import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lane } from '../tail/lane.ts';
import { entry } from '../testing.ts';
import { createMatcher, SlowExpression, visibleSeverities, withoutEscapes } from './matcher.ts';

function matches(filter: Parameters<typeof createMatcher>[0], messages: string[], from = 0): boolean[] {
  const lane = new Lane();
  lane.append(messages.map((message) => entry(message)));
  const flags = createMatcher(filter).chunk(lane.chunks[0] as never, from);
  return flags ? [...flags].map(Boolean) : messages.slice(from).map(() => true);
}

const plain = { text: '', regex: false, matchCase: false };

describe('a text', () => {
  it('is found in each line by itself, never across two', () => {
    expect(matches({ ...plain, text: 'ab' }, ['xa', 'bx', 'xABx', '', 'ab'])).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
    expect(matches({ ...plain, text: 'ab', matchCase: true }, ['AB', 'ab'])).toEqual([false, true]);
  });

  it('is found in the same lines as a search line by line finds it', () => {
    const message = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'ä', ' '), maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('a', 'ab', 'ä', 'b '),
        fc.nat(),
        (messages, text, at) => {
          const from = at % messages.length;
          expect(matches({ ...plain, text }, messages, from)).toEqual(
            messages.slice(from).map((line) => line.toLowerCase().includes(text)),
          );
        },
      ),
    );
  });

  it('is found through terminal escapes', () => {
    expect(matches({ ...plain, text: 'building hello' }, ['\x1b[32mbuilding\x1b[0m hello'])).toEqual([true]);
    expect(withoutEscapes('\x1b]0;title\x07a\x1b[1;31mb\x1b[K')).toBe('ab');
  });

  it('is marked wherever it stands', () => {
    expect(createMatcher({ ...plain, text: 'ab' }).spans('abxABab')).toEqual([
      [0, 2],
      [3, 5],
      [5, 7],
    ]);
  });
});

describe('an expression', () => {
  it('is searched for in each line', () => {
    expect(matches({ text: '^task \\d+$', regex: true, matchCase: false }, ['Task 12', 'a task 12', 'task'])).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('that cannot be read is refused with a sentence', () => {
    expect(() => createMatcher({ text: '(', regex: true, matchCase: false })).toThrow(
      /^This is not a regular expression: .+\.$/,
    );
  });

  it('that would take for ever is stopped', () => {
    expect(() => matches({ text: '(a+)+$', regex: true, matchCase: false }, [`${'a'.repeat(60)}b`])).toThrow(
      SlowExpression,
    );
  });

  it('that matches nothing anywhere marks nothing', () => {
    expect(createMatcher({ text: 'x*', regex: true, matchCase: false }).spans('abc')).toEqual([]);
  });
});

it('levels stand for the severities that a person takes them for', () => {
  expect([...visibleSeverities({ hiddenLevels: ['error'] })]).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
  expect([...visibleSeverities({ hiddenLevels: ['info', 'debug'] })]).toEqual([0, 0, 0, 1, 1, 1, 1, 1]);
});
