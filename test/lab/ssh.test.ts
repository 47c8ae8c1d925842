import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../hosts/src/ssh/host.ts';
import { createHostPool, type HostPool } from '../../hosts/src/ssh/pool.ts';
import { TRANSPORTS } from '../../hosts/src/ssh/testing/sshd.ts';
import { bootGuest, type Guest } from './guest.ts';

const HOSTILE = [
  "it's",
  '\\',
  "\\'",
  '$(touch /executed)',
  '`touch /executed`',
  '"; touch /executed; "',
  '',
  '-n',
  'a\nb',
  '*',
  'ünï 🚀',
];

describe.each(TRANSPORTS)('a real host over %s', (transport) => {
  let guest: Guest;
  let pool: HostPool;
  const as = (user: string): Promise<Host> => pool.connect({ host: 'guest', user });

  beforeAll(async () => {
    guest = await bootGuest({ network: 'veth' });
    pool = createHostPool({ configFile: guest.sshConfigFile, transport });
  });
  afterAll(async () => {
    pool?.dispose();
    await guest?.stop();
  });

  it.each(['root', 'deployer', 'fisher', 'zsher'])(
    '%s becomes root with arguments and input as they are',
    async (user) => {
      const host = await as(user);
      const script = 'id -u; cat; printf "%s\\0" "$@"; exit 5';
      const result = await host.run(script, { root: true, args: HOSTILE, input: Buffer.from('input\n') });
      expect(result).toMatchObject({ exit: 5, stdout: `0\ninput\n${HOSTILE.map((word) => `${word}\0`).join('')}` });
      expect((await host.run('id -un')).stdout).toBe(`${user}\n`);
      expect(await guest.sh('ls /executed 2>/dev/null || echo nothing')).toBe('nothing\n');
    },
  );

  it('finds the tools of an administrator whatever the login', async () => {
    const host = await as('nosudo');
    expect((await host.run('command -v sysctl')).exit).toBe(0);
  });

  it.each([
    ['nosudo', 'wants a password'],
    ['pwsudo', 'wants a password'],
  ])('%s is told what keeps it from being root', async (user, why) => {
    const host = await as(user);
    const error = await host.run('id', { root: true }).catch((reason: Error) => reason);
    expect(error).toMatchObject({ kind: 'not-root' });
    expect(String(error)).toContain(`sudo on ${host.label} ${why}`);
  });

  it.each([
    ['doas', '-n --', 'doas: Authentication required'],
    ['run0', '--no-ask-password --', 'Failed to start transient service unit: Interactive authentication required.'],
  ])('becomes root by %s, here a stand-in, where there is no sudo', async (tool, options, said) => {
    const host = await as('nosudo');
    const standIn = (script: string) =>
      guest.sh(`cat >/usr/local/bin/${tool}; chmod 755 /usr/local/bin/${tool}`, `#!/bin/sh\n${script}\n`);
    await guest.sh('mv /usr/bin/sudo /usr/bin/sudo.away');
    try {
      const none = await host.run('true', { root: true }).catch((reason: Error) => reason);
      expect(String(none)).toContain('neither sudo, doas nor run0');
      await standIn(
        `[ "$*" != "\${*#${options} }" ] || exit 9; shift ${options.split(' ').length}; AS_ROOT=yes exec "$@"`,
      );
      expect((await host.run('echo "$AS_ROOT"', { root: true })).stdout).toBe('yes\n');
      await standIn(`echo "${said}" >&2; exit 1`);
      const refused = await host.run('true', { root: true }).catch((reason: Error) => reason);
      expect(refused).toMatchObject({ kind: 'not-root' });
      expect(String(refused)).toContain(`${tool} on ${host.label} wants a password`);
    } finally {
      await guest.sh(`mv /usr/bin/sudo.away /usr/bin/sudo; rm -f /usr/local/bin/${tool}`);
    }
  });

  it('stops what is closed here, also as root by sudo', async () => {
    const host = await as('deployer');
    const journal = await host.start('exec journalctl --follow --lines=0', { root: true });
    await expect.poll(async () => (await guest.sh('pgrep -c journalctl || true')).trim()).not.toBe('0');
    journal.close();
    await expect
      .poll(async () => (await guest.sh('pgrep -c journalctl || true')).trim(), { timeout: 15_000 })
      .toBe('0');
  });

  it('is found dead within 15 s when the network is cut, and is there again afterwards', {
    timeout: 90_000,
  }, async () => {
    const host = await as('root');
    const stream = await host.start('exec sleep 600');
    await guest.cutNetwork();
    const before = Date.now();
    await expect(stream.ended).rejects.toMatchObject({ kind: 'lost' });
    expect(Date.now() - before).toBeLessThan(16_000);
    await guest.restoreNetwork();
    await expect
      .poll(() => host.run('echo back').catch(() => undefined), { timeout: 40_000 })
      .toMatchObject({ stdout: 'back\n' });
  });

  it('is the same host after it was booted again', { timeout: 90_000 }, async () => {
    const host = await as('root');
    const bootId = () => host.run('cat /proc/sys/kernel/random/boot_id').catch(() => undefined);
    const before = (await bootId())?.stdout;
    await guest.reboot();
    await expect.poll(bootId, { timeout: 40_000 }).toMatchObject({ exit: 0 });
    expect((await bootId())?.stdout).not.toBe(before);
  });
});
