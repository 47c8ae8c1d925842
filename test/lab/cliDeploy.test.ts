import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Folder, folderWith, program, type Ran, run, start } from '../../cli/src/testing/run.ts';
import { binaryCaches, joinToken } from '../../demo/src/keys.ts';
import { agentPaths } from './agentUnits.ts';
import { filesOn, starts } from './deployment.ts';
import { bootGuest, type Guest } from './guest.ts';
import { eventually, must } from './process.ts';

const { unit, binaryCaches: cachesFile } = agentPaths('');
const broken = '{\n  "mycache": { "kind": "CachixCache" }\n}\n';

describe('deploy on the command line', () => {
  let guest: Guest;
  let folder: Folder;
  beforeAll(async () => {
    guest = await bootGuest();
    const secrets = {
      'binary-caches.json': './binary-caches.json',
      'cluster-join-token.key': './cluster-join-token.key',
    };
    folder = await folderWith({
      'nix-agents.json': JSON.stringify({ agents: { agent: { kind: 'hercules-ci', host: 'guest', secrets } } }),
      'binary-caches.json': binaryCaches('mycache'),
      'cluster-join-token.key': joinToken(),
    });
    await eventually('the agent', async () =>
      (await guest.sh(`journalctl -o cat -u ${unit}`)).includes('Agent online.'),
    );
  });
  afterAll(async () => {
    await guest?.stop();
    await folder?.remove();
  });

  const ssh = () => ['--ssh-config', guest.sshConfigFile];
  const deploy = (...args: string[]): Promise<Ran> => run(['deploy', 'agent', ...args, ...ssh()], { cwd: folder.path });
  const last = (stdout: string) => JSON.parse(stdout.trimEnd().split('\n').at(-1)!);

  /** The command line on a terminal, as util-linux's `script` makes one; answers what it asks. */
  function onTerminal(
    args: string[],
    answers: [question: string, answer: string][],
  ): Promise<{ exit: number | null; screen: string }> {
    const words = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['--quiet', '--return', '--command', words, '/dev/null'], { cwd: folder.path });
    let screen = '';
    let asked = 0;
    let answered = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      screen += chunk.toString();
      const next = answers[asked];
      const at = next ? screen.indexOf(next[0], answered) : -1;
      if (!next || at < 0) return;
      asked += 1;
      answered = at + next[0].length;
      child.stdin.write(next[1]);
    });
    return new Promise((resolve) => child.on('close', (exit) => resolve({ exit, screen })));
  }

  test('shows the plan with --dry-run and changes nothing', async () => {
    const before = [await filesOn(guest), await starts(guest)];
    const { exit, stdout } = await deploy('--dry-run');
    expect(exit).toBe(0);
    expect(stdout).toMatch(
      /replaced +\/var\/lib\/hercules-ci-agent\/secrets\/binary-caches\.json +hercules-ci-agent:\S+ 0600/,
    );
    expect(stdout).toContain(`${unit} is restarted once`);
    expect(last((await deploy('--dry-run', '--json')).stdout)).toMatchObject({
      result: 'planned',
      report: { plan: {} },
    });
    expect([await filesOn(guest), await starts(guest)]).toEqual(before);
  });

  test('compares by hash, and exits with 1 where something differs', async () => {
    const compare = (...args: string[]) => run(['compare', 'agent', ...args, ...ssh()], { cwd: folder.path });
    const { exit, stdout } = await compare('--json');
    expect(exit).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      agent: 'hercules-ci:agent',
      same: false,
      files: [{ drift: 'differs' }, {}],
    });
    expect((await compare()).stdout).toMatch(
      /^ {2}differs +\/var\/lib\/hercules-ci-agent\/secrets\/binary-caches\.json$/m,
    );
  });

  test('asks on a terminal, and exits with 2 where the answer is no', async () => {
    const before = await starts(guest);
    const { exit, screen } = await onTerminal(['deploy', 'agent', ...ssh()], [['(yes/no)', 'no\r']]);
    expect(screen).toContain('/var/lib/hercules-ci-agent/secrets/binary-caches.json');
    expect(screen).toContain(`Deploy to root@guest:${guest.port}?`);
    expect(exit).toBe(2);
    expect(await starts(guest)).toBe(before);
  });

  test('asks for a new host key on a terminal, and remembers it', async () => {
    const known = join(folder.path, 'known_hosts');
    const args = ['deploy', 'agent', ...ssh(), '--known-hosts', known];
    const refused = await onTerminal(args, [['(yes: remember', 'no\r']]);
    expect(refused.exit).toBe(3);
    expect(refused.screen).toMatch(/ssh-ed25519 +SHA256:/);
    const { exit } = await onTerminal(args, [
      ['(yes: remember', 'yes\r'],
      ['(yes/no)', '\x03'],
    ]);
    expect(exit).not.toBe(0);
    expect(await readFile(known, 'utf8')).toContain('ssh-ed25519');
    await rm(known);
  });

  test('asks for the passphrase of a key on a terminal, and does not show it', async () => {
    const key = join(folder.path, 'locked');
    const passphrase = 'correct horse';
    await must('ssh-keygen', ['-q', '-t', 'ed25519', '-a', '1', '-N', passphrase, '-f', key]);
    await guest.sh('cat >>/root/.ssh/authorized_keys', await readFile(`${key}.pub`));
    const args = ['status', 'agent', ...ssh(), '--identity', key];
    expect(await run(args, { cwd: folder.path })).toMatchObject({ exit: 3, stdout: expect.stringContaining('locked') });
    const { exit, screen } = await onTerminal(args, [
      ['Passphrase of', 'wrong\r'],
      ['Passphrase of', `${passphrase}\r`],
    ]);
    expect(screen).not.toMatch(/wrong|correct horse/);
    expect(screen).toContain('That is not the passphrase.');
    expect(screen).toContain('healthy');
    expect(exit).toBe(0);
  });

  test('tells its steps as JSON lines and the result last; the second time nothing changes', async () => {
    const before = await starts(guest);
    const { exit, stdout } = await deploy('--yes', '--json');
    expect(exit).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({
      agent: 'hercules-ci:agent',
      result: 'deployed',
      report: { summary: expect.any(String) },
    });
    for (const line of lines.slice(0, -1)) {
      expect(line).toMatchObject({ agent: 'hercules-ci:agent', step: expect.any(String) });
      expect(['running', 'done', 'failed', 'skipped', 'undone']).toContain(line.state);
    }
    expect(await starts(guest)).toBe(before + 1);
    const logs = await run(['logs', 'agent', '--grep', 'Deployment:', ...ssh()], { cwd: folder.path });
    expect(logs.stdout).toMatch(/ nix-agents-deploy-\S+: Deployment: Restart the agent: done \(\d+ ms\)/);
    expect(logs.stdout).toContain('Deployment: done');
    const again = await deploy('--yes', '--json');
    expect([again.exit, last(again.stdout).result]).toEqual([0, 'unchanged']);
    expect(await starts(guest)).toBe(before + 1);
    expect((await run(['compare', 'agent', ...ssh()], { cwd: folder.path })).exit).toBe(0);
  });

  test('refuses error findings with 1, and exits with 4 where the host puts the old files back', async () => {
    await folder.write({ 'binary-caches.json': broken });
    const before = await filesOn(guest);
    const refused = await deploy('--yes');
    expect(refused.exit).toBe(1);
    expect(refused.stdout).toContain('binary-caches.json:2');
    const { exit, stdout } = await deploy('--yes', '--ignore-findings');
    expect(exit).toBe(4);
    expect(stdout).toContain('hercules-ci:agent: rolled-back.');
    expect(await filesOn(guest)).toEqual(before);
    await folder.write({ 'binary-caches.json': binaryCaches('mycache') });
  });

  test('stops, starts and restarts, and lets the agent check its own files', async () => {
    const active = async () => (await guest.exec(`systemctl is-active ${unit}`)).stdout.trim();
    const cli = (command: string, ...args: string[]) =>
      run([command, 'agent', ...args, ...ssh()], { cwd: folder.path });
    expect((await cli('stop')).stdout).toContain('is stopped.');
    expect([await active(), (await cli('status')).exit]).toEqual(['inactive', 1]);
    expect(JSON.parse((await cli('start', '--json')).stdout)).toMatchObject({ agent: 'hercules-ci:agent', done: true });
    expect([await active(), (await cli('status')).exit]).toEqual(['active', 0]);
    const before = await starts(guest);
    expect((await cli('restart')).exit).toBe(0);
    expect(await starts(guest)).toBe(before + 1);
    expect(await cli('check-config')).toMatchObject({ exit: 0, stdout: expect.stringContaining('valid') });
    const good = await guest.sh(`cat ${cachesFile}`);
    await guest.sh(`cat >${cachesFile}`, broken);
    const refused = await cli('check-config');
    expect(refused.exit).toBe(1);
    expect(refused.stdout).toMatch(/^ {4}\| .*publicKeys.* not found/m);
    expect(await cli('restart')).toMatchObject({ exit: 1, stdout: expect.stringContaining('not found') });
    await guest.sh(`cat >${cachesFile}; systemctl restart ${unit}`, good);
  });

  test('undoes what it did on Ctrl-C, and still tells how it ended', async () => {
    await guest.behave({ online: 'never' });
    const before = await filesOn(guest);
    const running = start(['deploy', 'agent', '--yes', '--json', ...ssh()], { cwd: folder.path });
    await eventually('the restart', () => /"step":"health","state":"running"/.test(running.stdout()) || undefined);
    await guest.sh('rm /run/lab/agent/behaviour.json');
    running.child.kill('SIGINT');
    const { exit, stdout, stderr } = await running.ended;
    expect(stderr).toContain('Cancelling');
    expect(last(stdout)).toMatchObject({
      result: 'rolled-back',
      report: { summary: expect.stringMatching(/^Cancelled\./) },
    });
    expect(exit).toBe(4);
    expect(await filesOn(guest)).toEqual(before);
  });
});
