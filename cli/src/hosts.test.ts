import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sshd, startSshd } from '../../hosts/src/ssh/testing/sshd.ts';
import { type Folder, folderWith, run, start } from './testing/run.ts';

describe('what reaches a host', () => {
  let sshd: Sshd;
  let folder: Folder;
  beforeAll(async () => {
    sshd = await startSshd();
    const { host, port, user } = sshd.address;
    const secrets = { 'binary-caches.json': './binary-caches.json' };
    const agents = {
      agent: { kind: 'hercules-ci', host, port, user, secrets },
      closed: { kind: 'hercules-ci', host: '127.0.0.1', port: 1, secrets },
      homeless: { kind: 'hercules-ci' },
    };
    folder = await folderWith({ 'nix-agents.json': JSON.stringify({ agents }), 'binary-caches.json': '{}' });
  });
  afterAll(async () => {
    await sshd?.stop();
    await folder?.remove();
  });

  const trusting = () => ['--known-hosts', sshd.options.knownHostsFile];
  const cli = (args: string[], known = trusting()) =>
    run([...args, '--ssh-config', sshd.options.configFile, '--identity', sshd.options.identityFile, ...known], {
      cwd: folder.path,
    });
  const states = (stdout: string) =>
    Object.fromEntries(JSON.parse(stdout).map(({ name, state }: { name: string; state: string }) => [name, state]));

  it('tells the state of each agent, whatever keeps the others from answering', async () => {
    const { exit, stdout } = await cli(['status', '--json']);
    // This machine runs no systemd of its own that the agent's unit could be in.
    expect(states(stdout)).toEqual({ agent: 'not-installed', closed: 'unreachable', homeless: 'no-address' });
    expect(exit).toBe(1);
    const [first] = JSON.parse(stdout);
    expect(first).toEqual({
      id: 'hercules-ci:agent',
      name: 'agent',
      state: 'not-installed',
      detail: expect.any(String),
    });
  });

  it.each([
    ['closed', 3],
    ['homeless', 2],
    ['agent', 1],
  ])('exits for %s alone with %i', async (name, exit) => {
    expect((await cli(['status', name])).exit).toBe(exit);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends on %s while a host says nothing', async (signal) => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
    await once(mute.listen(0, '127.0.0.1'), 'listening');
    const { port } = mute.address() as AddressInfo;
    const agents = { mute: { kind: 'hercules-ci', host: '127.0.0.1', port } };
    const other = await folderWith({ 'nix-agents.json': JSON.stringify({ agents }) });
    try {
      const args = ['--ssh-config', sshd.options.configFile, '--identity', sshd.options.identityFile, ...trusting()];
      const { child, ended } = start(['status', 'mute', ...args], { cwd: other.path });
      await once(mute, 'connection');
      child.kill(signal);
      expect((await ended).exit).toBe(130);
    } finally {
      for (const socket of sockets) socket.destroy();
      mute.close();
      await other.remove();
    }
  });

  it('refuses an unknown host key with 3, and accepts and remembers it where told so', async () => {
    const known = ['--known-hosts', join(folder.path, 'known_hosts')];
    const refused = await cli(['status', 'agent', '--json'], known);
    expect(refused.exit).toBe(3);
    expect(states(refused.stdout)).toEqual({ agent: 'untrusted' });
    expect((await cli(['status', 'agent'], [...known, '--accept-new-host-key'])).exit).toBe(1);
    expect(await readFile(join(folder.path, 'known_hosts'), 'utf8')).toMatch(/^\S+ ssh-ed25519 \S+\n$/);
    expect((await cli(['status', 'agent'], known)).exit).toBe(1);
  });

  it('refuses another host key than the known one with 3, for every command', async () => {
    const path = join(folder.path, 'wrong_hosts');
    const line = await readFile(await sshd.authorizedKey('another').then((key) => `${key}.pub`), 'utf8');
    await writeFile(path, `[${sshd.address.host}]:${sshd.port} ${line}`);
    const known = ['--known-hosts', path];
    for (const command of [['status'], ['logs'], ['logs', '-f'], ['deploy', '--yes'], ['deploy', '--dry-run']]) {
      const { exit, stderr, stdout } = await cli([...command, 'agent'], known);
      expect([command, exit]).toEqual([command, 3]);
      expect(stdout + stderr).toMatch(/SHA256:/);
    }
  });

  it.each([['logs'], ['logs', '-f'], ['deploy', '--yes'], ['deploy', '--yes', '--json']].map((args) => [args]))(
    'exits with 3 where nothing listens: %j',
    async (args) => {
      const { exit, stdout, stderr } = await cli([...args, 'closed']);
      expect(exit).toBe(3);
      expect(stdout + stderr).toContain('127.0.0.1');
    },
  );

  it('ends the JSON of a deployment that could not begin with its result', async () => {
    const { stdout } = await cli(['deploy', '--yes', '--json', 'agent']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ agent: 'hercules-ci:agent', result: 'failed', report: { result: 'failed' } });
    for (const line of lines.slice(0, -1)) {
      expect(line).toMatchObject({ agent: 'hercules-ci:agent', step: expect.any(String), state: expect.any(String) });
    }
  });
});
