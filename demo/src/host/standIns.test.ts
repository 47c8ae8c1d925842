import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { placesIn } from './paths.ts';
import { writeStandIns } from './standIns.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nix-agents-stand-ins-')));
afterAll(() => rmSync(folder, { recursive: true }));
const places = placesIn(join(folder, 'host'));
for (const platform of ['linux', 'darwin'] as const) {
  writeStandIns(join(folder, platform), places, ['true'], platform);
}

const runOn = (platform: 'linux' | 'darwin', script: string) =>
  execFileSync('/bin/sh', ['-c', script], {
    env: { PATH: `${join(folder, platform)}:${process.env.PATH}` },
    encoding: 'utf8',
    cwd: folder,
  });

describe('the stand-ins', () => {
  test('know the users of the host and let nothing be owned by another', () => {
    expect(runOn('linux', 'id -u; id -u -- hercules-ci-agent; id -gn -- hercules-ci-agent; sudo -n -H -- id -un')).toBe(
      '0\n990\nhercules-ci-agent\nroot\n',
    );
    expect(() => runOn('linux', 'id -u -- nobody-here 2>/dev/null')).toThrow();
    writeFileSync(join(folder, 'secret'), 'x', { mode: 0o600 });
    expect(runOn('linux', 'chown somebody:else secret; stat -c "%U %G %a %s" -- secret')).toBe(
      'hercules-ci-agent hercules-ci-agent 600 1\n',
    );
  });

  test('run a script from a file with its paths replaced, and leave the file as it is', () => {
    writeFileSync(join(folder, 'script'), 'printf "%s %s\\n" "$0" "$1" /run/x\n');
    expect(runOn('linux', 'sh script one')).toBe(`script one\n${places.root}/run/x \n`);
    expect(readFileSync(join(folder, 'script'), 'utf8')).toContain(' /run/x\n');
  });

  test('take the temporary folder out of what leaves encoded', () => {
    expect(runOn('linux', `printf '%s' '{"a": "${places.root}/var/lib"}' | base64 -w 0`)).toBe(
      Buffer.from('{"a": "/var/lib"}').toString('base64'),
    );
  });

  test.each([
    ['realpath -m -- /tmp/not/there/at-all', '/tmp/not/there/at-all\n'],
    ['realpath -m -- script', `${folder}/script\n`],
    ['printf x >a; printf y >b; mv -fT -- a b; cat b; sync b', 'x'],
    ['printf abc | base64 -w 0', 'YWJj'],
  ])('mean on macOS what GNU means: %s', (script, expected) => {
    expect(runOn('darwin', script)).toBe(expected);
  });

  test('tell on macOS the time to the millisecond, and what is free', () => {
    expect(Math.abs(Number(runOn('darwin', 'date +%s%3N')) - Date.now())).toBeLessThan(60_000);
    expect(runOn('darwin', 'df -k --output=avail -- /tmp | tail -n 1')).toMatch(/^\d+\n$/);
  });
});
