import { describe, expect, it } from 'vitest';
import { entryOf } from './entry.ts';
import type { RawEntry } from './exportFormat.ts';

const unit = 'hercules-ci-agent.service';
const units = new Set([unit, 'nix-agents-deploy-hercules-ci-agent.service']);

function raw(fields: Record<string, string | Buffer>, omitted = 0): RawEntry {
  const all = { __CURSOR: 'c', __REALTIME_TIMESTAMP: '1763873402123456', _BOOT_ID: 'b', ...fields };
  return {
    fields: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, Buffer.from(value)])),
    omitted,
  };
}
const read = (fields: Record<string, string | Buffer>, omitted?: number) => entryOf(raw(fields, omitted), units);

describe('an entry of the journal', () => {
  it('has the text, the process and the unit that it is from', () => {
    expect(read({ MESSAGE: 'hello\n', _PID: '12', _SYSTEMD_UNIT: unit, PRIORITY: '4', UNIT: 'x.service' })).toEqual({
      cursor: 'c',
      timeMicros: '1763873402123456',
      bootId: 'b',
      unit,
      pid: 12,
      severity: 'warning',
      message: 'hello',
    });
  });

  it.each<[Record<string, string>, string]>([
    [{ _SYSTEMD_UNIT: 'init.scope', UNIT: unit }, unit],
    [{ _SYSTEMD_UNIT: 'user@1.service', USER_UNIT: unit, _SYSTEMD_USER_UNIT: 'init.scope' }, unit],
    [{ _SYSTEMD_UNIT: 'systemd-coredump@1.service', COREDUMP_UNIT: unit }, unit],
    [{ _SYSTEMD_UNIT: 'other.service' }, 'other.service'],
    [{}, ''],
  ])('is of the unit that %j is about', (fields, expected) => {
    expect(read({ MESSAGE: 'x', ...fields }).unit).toBe(expected);
  });

  it('shows bytes that are no text, masks secrets, and tells what is left out', () => {
    expect(read({ MESSAGE: Buffer.from([0x61, 0xff, 0x62]) }).message).toBe('a\ufffdb');
    expect(read({ MESSAGE: 'password: eyJh.eyJz.c2ln' }).message).toBe('password: [masked]');
    expect(read({ MESSAGE: 'aaa' }, 7).message).toBe('aaa… (7 more bytes are left out)');
    expect(read({}).message).toBe('');
  });

  it.each([
    ['nix-agents 0a1b replace running 12 ', 'Deployment: Put the files in place…', 'info'],
    ['nix-agents 0a1b restart done 12 invocation abc', 'Deployment: Restart the agent: done (12 ms)', 'info'],
    ['nix-agents 0a1b replace done 12 ', 'Deployment: Put the files in place: done (12 ms)', 'info'],
    [
      'nix-agents 0a1b health failed 60000 not online',
      'Deployment: Wait until the agent is online: failed (60000 ms): not online',
      'error',
    ],
    [
      'nix-agents 0a1b end rolled-back 7 The old files are back.',
      'Deployment: rolled back: The old files are back.',
      'warning',
    ],
    ['nix-agents is not a line of a run', 'nix-agents is not a line of a run', 'info'],
  ])('puts %j of our own deployments in words', (MESSAGE, message, severity) => {
    const _SYSTEMD_UNIT = 'nix-agents-deploy-hercules-ci-agent.service';
    expect(read({ MESSAGE, _SYSTEMD_UNIT, PRIORITY: '6' })).toMatchObject({ message, severity });
    expect(read({ MESSAGE, _SYSTEMD_UNIT: unit, PRIORITY: '6' }).message).toBe(MESSAGE);
  });
});
