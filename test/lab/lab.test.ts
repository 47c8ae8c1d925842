import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { binaryCaches } from '../../demo/src/keys.ts';
import { agentPaths } from './agentUnits.ts';
import { bootGuest, type Guest } from './guest.ts';
import { eventually, run } from './process.ts';

const { unit, pathUnit, secrets, binaryCaches: cachesFile, joinToken: tokenFile, restarter } = agentPaths('');

describe('a guest that shares our network', () => {
  let guest: Guest;
  beforeAll(async () => {
    guest = await bootGuest({ namedAgents: ['blue'] });
  });
  afterAll(() => guest?.stop());

  const ssh = (user: string, command: string) =>
    run('ssh', ['-F', guest.sshConfigFile, '-o', 'ConnectTimeout=5', '-l', user, 'guest', command]);
  const journal = (of = unit) => guest.sh(`journalctl --boot --unit ${of} --output cat`);
  const occurrences = async (text: string, of?: string) => (await journal(of)).split(text).length - 1;

  test('runs systemd with nothing failed and its agents online', async () => {
    expect(await guest.sh('systemctl is-system-running')).toBe('running\n');
    await eventually('both agents', async () => (await occurrences('] Agent online.')) === 1 || undefined);
    const { unit: named } = agentPaths('blue');
    await eventually('both agents', async () => (await occurrences('] Agent online.', named)) === 1 || undefined);
    expect(await journal()).toMatch(
      /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]\[Agent\]\[Info\]\[guest\]\[PID \d+\]\[ThreadId \d+\]\[hercules-ci-agent-0\.10\.8:Hercules\.Agent \S+\.hs:\d+:\d+\] Agent online\.$/m,
    );
  });

  test('keeps the files of its agents as the NixOS module leaves them', async () => {
    expect(
      await guest.sh(`stat -c '%U %a %n' /var/lib/hercules-ci-agent/secrets/* /var/lib/hercules-ci-agent/secrets`),
    ).toBe(
      `hercules-ci-agent 600 ${cachesFile}\nhercules-ci-agent 600 ${agentPaths('').joinToken}\nhercules-ci-agent 700 /var/lib/hercules-ci-agent/secrets\n`,
    );
  });

  test.each([
    ['root', 'id -u', '0\n', ''],
    ['deployer', 'sudo -n id -u', '0\n', ''],
    ['nosudo', 'sudo -n id -u', '', 'a password is required'],
    ['pwsudo', 'sudo -n id -u', '', 'a password is required'],
    ['fisher', 'echo $FISH_VERSION; sudo -n id -u', /^3\..*\n0\n$/, ''],
    ['zsher', 'echo $ZSH_VERSION; sudo -n id -u', /^5\..*\n0\n$/, ''],
  ])('lets %s in', async (user, command, stdout, stderr) => {
    const ran = await ssh(user, command);
    expect(ran.stdout).toEqual(typeof stdout === 'string' ? stdout : expect.stringMatching(stdout));
    expect(ran.stderr).toContain(stderr);
  });

  test.each([
    [
      'a broken file',
      `echo '{"mycache": {"kind": "CachixCache"}}' >${cachesFile}`,
      'hercules-ci-agent: FatalError {fatalErrorMessage = "Error in $: key \\"publicKeys\\" not found"}',
    ],
    [
      'a missing file',
      `rm ${cachesFile}`,
      `hercules-ci-agent: FatalError {fatalErrorMessage = "The binary-caches.json file does not exist.\\nAccording to the configuration, it should be in\\n  ${cachesFile}\\n`,
    ],
    [
      'a missing token',
      `rm ${tokenFile}`,
      `hercules-ci-agent: ${tokenFile}: openFile: does not exist (No such file or directory)`,
    ],
    [
      'a token that it may not read',
      `chown root:root ${tokenFile}`,
      `hercules-ci-agent: ${tokenFile}: openFile: permission denied (Permission denied)`,
    ],
  ])('fails as the real agent does on %s, and says why in its journal', async (_fault, breakIt, words) => {
    await guest.sh(`rm -rf /root/kept; cp -a ${secrets} /root/kept; systemctl stop ${pathUnit}; ${breakIt}`);
    await guest.exec(`systemctl restart ${unit}`);
    expect(await guest.sh(`systemctl show -p ActiveState,SubState --value ${unit}`)).toBe('activating\nauto-restart\n');
    expect(await journal()).toContain(words);
    await guest.sh(`cp -a /root/kept/. ${secrets}; systemctl restart ${unit}; systemctl is-active ${unit}`);
  });

  test('does as its control files say', async () => {
    await guest.behave({ online: 'never' });
    await guest.sh(`systemctl restart ${unit}`);
    const online = await occurrences('] Agent online.');
    await guest.command('lines 5000');
    await eventually('5000 lines', async () => (await occurrences(' of 5000\n')) === 5000 || undefined);
    await guest.command('task-start');
    await eventually('a task', async () => (await journal()).includes('] Starting task') || undefined);
    expect(await occurrences('] Agent online.')).toBe(online);
    await guest.sh('rm /run/lab/agent/behaviour.json; systemctl reset-failed');
  });

  test('restarts its agent once by the path unit when a file changes', async () => {
    await guest.sh(`systemctl restart ${unit}`);
    await eventually('the agent', async () => (await journal()).trimEnd().endsWith('] Agent online.') || undefined);
    const starts = await occurrences('] Agent online.');
    await guest.sh(`cat >${cachesFile}`, binaryCaches('first', 'second'));
    await eventually('the restarter', async () => (await occurrences('] Agent online.')) > starts || undefined);
    await eventually('its end', async () => (await occurrences('Finished ', restarter)) > 0 || undefined);
    expect(await occurrences('] Agent online.')).toBe(starts + 1);
  });

  test('is not restarted for a file that it would refuse', async () => {
    const good = await guest.sh(`cat ${cachesFile}`);
    const starts = await occurrences('] Agent online.');
    await guest.sh(`echo '[]' >${cachesFile}`);
    const warning = 'WARNING: Not restarting agent because config is not valid at this time.';
    await eventually('the warning', async () => (await occurrences(warning, restarter)) > 0 || undefined);
    expect(await occurrences('] Agent online.')).toBe(starts);
    await guest.sh(`systemctl stop ${pathUnit}; cat >${cachesFile}; systemctl start ${pathUnit}`, good);
  });

  test('breaks and mends a unit', async () => {
    await guest.breakUnit(unit);
    await guest.exec(`systemctl restart ${unit}`);
    const result = () => guest.exec(`systemctl show --value -p Result ${unit}`);
    await eventually('its failure', async () => (await result()).stdout === 'exit-code\n' || undefined);
    await guest.mendUnit(unit);
    await guest.sh(`systemctl reset-failed; systemctl restart ${unit}`);
  });

  test('fills and frees its disk', async () => {
    await guest.fillDisk();
    expect((await guest.exec('head -c 100000 /dev/zero >/var/lib/hercules-ci-agent/more')).stderr).toContain(
      'No space left on device',
    );
    await guest.freeDisk();
    await guest.sh('head -c 100000 /dev/zero >/var/lib/hercules-ci-agent/more; rm /var/lib/hercules-ci-agent/more');
  });

  test('loses its sshd and its connections, and gets them back', async () => {
    const sleeping = ssh('root', 'sleep 60');
    await eventually('the connection', async () => (await guest.exec('pgrep -x sleep')).exit === 0 || undefined);
    await guest.killSshd();
    expect((await sleeping).exit).toBe(255);
    expect((await ssh('root', 'true')).stderr).toContain('Connection refused');
    await guest.startSshd();
    expect((await ssh('root', 'true')).exit).toBe(0);
  });

  test('keeps its disk and its journal over a reboot, and nothing else', async () => {
    const bootId = await guest.sh('cat /proc/sys/kernel/random/boot_id');
    await guest.sh('echo kept >/root/mark; echo lost >/run/mark');
    await guest.reboot();
    expect(await guest.sh('cat /proc/sys/kernel/random/boot_id')).not.toBe(bootId);
    expect(await guest.sh('cat /root/mark; ls /run/mark 2>&1 || true')).toMatch(/^kept\nls: cannot access/);
    expect((await guest.sh('journalctl --list-boots')).match(/^ *-?[01] /gm)).toHaveLength(2);
    expect((await ssh('root', 'true')).exit).toBe(0);
  });

  test('loses in a power cut what was not written through', async () => {
    await guest.sh('echo kept >/root/synced; sync /root/synced; sync -f /root; echo lost >/root/unsynced');
    await guest.powerCut();
    expect(await guest.sh('cat /root/mark /root/synced')).toBe('kept\nkept\n');
    expect(await guest.sh('cat /root/unsynced 2>&1 || true')).not.toBe('lost\n');
    expect(await guest.sh('systemctl is-system-running')).toBe('running\n');
  });
});

test('the network of a guest can be cut and restored under a connection, and several run at once', async () => {
  const guests = await Promise.all([bootGuest({ network: 'veth' }), bootGuest({ network: 'veth' })]);
  const [guest, other] = guests as [Guest, Guest];
  try {
    const counting = run('ssh', [
      '-F',
      guest.sshConfigFile,
      'guest',
      'for i in $(seq 40); do echo $i; sleep 0.1; done',
    ]);
    await eventually(
      'the connection',
      async () => (await guest.exec('pgrep -x seq || pgrep -x sleep')).exit === 0 || undefined,
    );
    await guest.cutNetwork();
    const unreachable = await run('ssh', ['-F', guest.sshConfigFile, '-o', 'ConnectTimeout=1', 'guest', 'true']);
    expect(unreachable.exit).toBe(255);
    expect((await run('ssh', ['-F', other.sshConfigFile, 'guest', 'true'])).exit).toBe(0);
    await guest.restoreNetwork();
    expect((await counting).stdout.trim().split('\n')).toHaveLength(40);
    await guest.reboot();
    expect((await run('ssh', ['-F', guest.sshConfigFile, 'guest', 'true'])).exit).toBe(0);
  } finally {
    await Promise.all(guests.map((one) => one.stop()));
  }
});
