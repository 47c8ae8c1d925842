import { describe, expect, it } from 'vitest';
import { isHostMessage, isPageMessage } from './logPanel.ts';

describe('messages of the log panel', () => {
  it('are let through in their shapes', () => {
    expect(isPageMessage({ kind: 'rows', view: 1, from: 0, to: 20 })).toBe(true);
    expect(isPageMessage({ kind: 'command', name: 'clear' })).toBe(true);
    expect(isHostMessage({ kind: 'found', view: 1, ordinal: 0 })).toBe(true);
    expect(isHostMessage({ kind: 'rows', view: 1, rows: [] })).toBe(true);
  });

  it.each([
    undefined,
    null,
    'ready',
    [],
    { kind: 'reboot' },
    { kind: 'rows', view: '1', from: 0, to: 20 },
    { kind: 'rows', view: 1, from: Number.NaN, to: 20 },
    { kind: 'command', name: 'rm' },
    { kind: 'filter', filter: { text: 'x' } },
  ])('are refused in any other: %j', (message) => {
    expect(isPageMessage(message)).toBe(false);
    expect(isHostMessage(message)).toBe(false);
  });
});
