import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { placesIn } from './paths.ts';

const places = placesIn('/tmp/demo');

test.each([
  ['cat /run/x >/var/lib/y/"$z"', 'cat /tmp/demo/run/x >/tmp/demo/var/lib/y/"$z"'],
  ["note='/var/lib/nix-agents/a'; live=/run/b", "note='/tmp/demo/var/lib/nix-agents/a'; live=/tmp/demo/run/b"],
  [
    '[ -d /run/systemd/system ] && ls /run /etc',
    '[ -d /tmp/demo/run/systemd/system ] && ls /tmp/demo/run /tmp/demo/etc',
  ],
  ['PATH=/run/wrappers/bin:/run/current/bin', 'PATH=/tmp/demo/run/wrappers/bin:/tmp/demo/run/current/bin'],
  [`"$note/run" /usr/bin/env /runner $x/var/lib \${x}/run`, `"$note/run" /usr/bin/env /runner $x/var/lib \${x}/run`],
  ['ls /tmp/demo/var/lib/x', 'ls /tmp/demo/var/lib/x'],
])('%s', (script, expected) => {
  expect(places.realInScript(script)).toBe(expected);
  expect(execFileSync('sed', ['-E', places.sedScript], { input: script, encoding: 'utf8' })).toBe(expected);
});

test('what is printed loses the temporary folder, wherever it is cut', () => {
  const text = Buffer.from('a /tmp/demo/var/lib/x /tmp/dem /tmp/demo/run\n/tmp/d');
  for (let cut = 0; cut <= text.length; cut += 1) {
    const shown = places.shown();
    const printed = [shown(text.subarray(0, cut)), shown(text.subarray(cut)), shown(Buffer.alloc(0), true)];
    expect(Buffer.concat(printed).toString()).toBe('a /var/lib/x /tmp/dem /run\n/tmp/d');
  }
});
