import { describe, expect, it } from 'vitest';
import type { JournalEntry, LogSeverity } from '../../../protocol/src/journal.ts';
import { filterOf } from './filter.ts';

function entry(severity: LogSeverity, message: string): JournalEntry {
  return { cursor: 'c', timeMicros: '1', unit: 'u', severity, message, bootId: 'b' };
}

describe('the filter of log lines', () => {
  it.each([
    ['warning', undefined, entry('error', ''), true],
    ['warn', undefined, entry('warning', ''), true],
    ['4', undefined, entry('notice', ''), false],
    ['ERR', undefined, entry('warning', ''), false],
    ['debug', undefined, entry('debug', ''), true],
    [undefined, 'agent', entry('info', 'Agent online.'), true],
    [undefined, 'Agent', entry('info', 'agent online.'), false],
    [undefined, '^a.c$', entry('info', 'abcd'), false],
    ['error', 'x', entry('info', 'x'), false],
  ])('%s, %s', (priority, pattern, line, passes) => {
    expect(filterOf(priority, pattern)?.(line)).toBe(passes);
  });

  it('is none where nothing is asked for', () => {
    expect(filterOf(undefined, undefined)).toBeUndefined();
  });

  it('refuses what it cannot read', () => {
    expect(() => filterOf('loud', undefined)).toThrow('Unknown priority "loud"');
    expect(() => filterOf('8', undefined)).toThrow('Unknown priority "8"');
    expect(() => filterOf(undefined, '(')).toThrow('--grep: the regular expression cannot be read');
  });
});
