import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { HostError } from './host.ts';
import { createHostPool, type HostPool, type SshOptions } from './pool.ts';
import { type Sshd, startSshd, TRANSPORTS } from './testing/sshd.ts';

const run = promisify(execFile);

describe.each(TRANSPORTS)('over %s,', (transport) => {
  let sshd: Sshd;
  let jump: Sshd;
  let serial = 0;
  const pools: HostPool[] = [];

  beforeAll(async () => {
    [sshd, jump] = await Promise.all([startSshd(), startSshd()]);
    const keys = await readFile(join(sshd.folder, 'authorized_keys'));
    await writeFile(join(jump.folder, 'authorized_keys'), keys);
  });
  afterEach(() => {
    for (const pool of pools.splice(0)) pool.dispose();
    vi.unstubAllEnvs();
  });
  afterAll(() => Promise.all([sshd.stop(), jump.stop()]));

  /** A pool with a configuration of its own; known are the keys of the hosts given. */
  async function poolOf(config: string, known: Sshd[] = [sshd, jump], more: SshOptions = {}): Promise<HostPool> {
    const configFile = join(sshd.folder, `config_${++serial}`);
    const knownHostsFile = join(sshd.folder, `known_${serial}`);
    await writeFile(
      configFile,
      `${config}\nHost *\n  IdentityAgent none\n  IdentityFile ${sshd.options.identityFile}\n`,
    );
    const lines = await Promise.all(known.map((host) => readFile(host.options.knownHostsFile, 'utf8')));
    await writeFile(knownHostsFile, lines.join(''));
    const pool = createHostPool({ configFile, knownHostsFile, transport, ...more });
    pools.push(pool);
    return pool;
  }

  const failureOf = (connecting: Promise<unknown>) =>
    connecting.then(
      () => Promise.reject(new Error('it connected')),
      (error: HostError) => error,
    );

  describe('reaching a host through others', () => {
    it('goes through the jump hosts of the configuration, one after the other', async () => {
      const pool = await poolOf(`
Host first
  HostName 127.0.0.1
  Port ${jump.port}
Host second
  HostName 127.0.0.1
  Port ${sshd.port}
Host target
  HostName 127.0.0.1
  Port ${jump.port}
  ProxyJump first,second`);
      const host = await pool.connect({ host: 'target' });
      expect((await host.run('echo "$SSH_CONNECTION"')).stdout).toContain(String(jump.port));
      expect(await jump.connections()).toHaveLength(2);
      expect(await sshd.connections()).toHaveLength(1);
      pool.dispose();
      await expect.poll(async () => [...(await jump.connections()), ...(await sshd.connections())]).toEqual([]);
    });

    it('checks the key of every jump host', async () => {
      const config = `Host target\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  ProxyJump 127.0.0.1:${jump.port}`;
      const error = await failureOf((await poolOf(config, [sshd])).connect({ host: 'target' }));
      expect(error).toMatchObject({ kind: 'untrusted' });
      expect(error.message).toContain(`127.0.0.1:${jump.port}`);
      await (await poolOf(config)).connect({ host: 'target' });
    });

    it('tells when the jump host does not reach the host', async () => {
      const pool = await poolOf(`Host target\n  HostName 127.0.0.1\n  Port 1\n  ProxyJump 127.0.0.1:${jump.port}`);
      const error = await failureOf(pool.connect({ host: 'target' }));
      expect(error).toMatchObject({ kind: 'unreachable' });
      expect(error.message).toContain(`127.0.0.1:${jump.port} does not reach 127.0.0.1 port 1`);
      pool.dispose();
      await expect.poll(() => jump.connections()).toEqual([]);
    });

    it('tells when the jump hosts lead in a circle', async () => {
      const pool = await poolOf('Host a\n  ProxyJump b\nHost b\n  ProxyJump a');
      expect(await failureOf(pool.connect({ host: 'a' }))).toMatchObject({ kind: 'configuration' });
    });

    it('goes through a ProxyCommand, and ends it', async () => {
      const pool = await poolOf(`Host target\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  ProxyCommand nc %h %p`);
      const host = await pool.connect({ host: 'target' });
      expect((await host.run('echo through')).stdout).toBe('through\n');
      pool.dispose();
      await expect.poll(() => sshd.connections()).toEqual([]);
      const { stdout } = await run('ps', ['-e', '-o', 'args=']);
      expect(stdout).not.toContain(`nc 127.0.0.1 ${sshd.port}`);
    });

    it('runs a ProxyCommand without what ~/.bashrc does', async () => {
      const home = join(sshd.folder, 'noisy');
      await mkdir(home, { recursive: true });
      await writeFile(join(home, '.bashrc'), 'echo once >>"$HOME/ran"\n');
      vi.stubEnv('HOME', home);
      vi.stubEnv('SHELL', '/bin/bash');
      vi.stubEnv('SHLVL', undefined);
      const pool = await poolOf(`Host target\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  ProxyCommand nc %h %p`);
      const host = await pool.connect({ host: 'target' });
      expect((await host.run('echo through')).stdout).toBe('through\n');
      expect(await readdir(home)).toEqual(['.bashrc']);
    });

    it('tells what a ProxyCommand said that failed', async () => {
      const pool = await poolOf('Host target\n  ProxyCommand sh -c "echo no tunnel today >&2; exit 1"');
      const error = await failureOf(pool.connect({ host: 'target' }));
      expect(error).toMatchObject({ kind: 'unreachable' });
      expect(error.message).toContain('no tunnel today');
    });
  });

  describe('hosts behind one jump host', () => {
    it('share the connection to it, and are not told apart from it when it is cut', async () => {
      const names = Array.from({ length: 6 }, (_, index) => `target-${index}`);
      const pool = await poolOf(`Host target-*
  HostName 127.0.0.1
  Port ${sshd.port}
  HostKeyAlias [127.0.0.1]:${sshd.port}
  ProxyJump 127.0.0.1:${jump.port}`);
      const hosts = await Promise.all(names.map((host) => pool.connect({ host })));
      expect(await jump.connections()).toHaveLength(1);
      expect(await sshd.connections()).toHaveLength(6);
      await jump.cut();
      await expect.poll(() => sshd.connections()).toEqual([]);
      const again = await Promise.all(hosts.map((host) => host.run('echo again').catch(() => host.run('echo again'))));
      expect(again.map(({ stdout }) => stdout)).toEqual(names.map(() => 'again\n'));
      expect(await jump.connections()).toHaveLength(1);
    });
  });

  describe('a host that takes one login at a time', () => {
    it('is tried again when it closes the connection at once', async () => {
      const busy = await startSshd({ config: ['MaxStartups 1:100:1'] });
      const socket = connect(busy.port, '127.0.0.1');
      try {
        await new Promise((resolve) => socket.once('data', resolve));
        setTimeout(() => socket.destroy(), 600);
        await (await poolOf('', [busy], { identityFile: busy.options.identityFile })).connect(busy.address);
      } finally {
        socket.destroy();
        await busy.stop();
      }
    });
  });

  describe('what is not there', () => {
    const servers: Server[] = [];
    async function answering(answer: (socket: Socket) => void): Promise<number> {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        answer(socket);
      });
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return (server.address() as { port: number }).port;
    }
    afterAll(() => {
      for (const server of servers) server.close();
    });
    const failing = async (address: { host: string; port?: number }, config = '') =>
      failureOf((await poolOf(config)).connect({ user: 'ada', ...address }));

    it('is told: a name without an address', async () => {
      const error = await failing({ host: 'agent.invalid' });
      expect(error).toMatchObject({ kind: 'unreachable' });
      expect(error.message).toMatch(/^ada@agent\.invalid: .*(name agent\.invalid|for agent\.invalid).*\. Check/);
    });

    it('is told: a port that nothing listens on', async () => {
      const error = await failing({ host: '127.0.0.1', port: 1 });
      expect(error).toMatchObject({ kind: 'unreachable' });
      expect(error.message).toBe(
        'ada@127.0.0.1:1: nothing accepts connections on 127.0.0.1 port 1. Check the port, and that sshd runs on the host.',
      );
    });

    it.each([
      ['a web server', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')],
      ['noise without end', (socket: Socket) => socket.write('x'.repeat(100_000))],
      ['who closes at once', (socket: Socket) => socket.end()],
      ['who resets at once', (socket: Socket) => socket.resetAndDestroy()],
      ['SSH 1', (socket: Socket) => socket.write('SSH-1.5-OldServer\r\n')],
    ])('is told: %s', async (_who, answer) => {
      const port = await answering(answer);
      const error = await failing({ host: '127.0.0.1', port });
      expect(error).toMatchObject({ kind: 'unreachable' });
      expect(error.message).toContain(`127.0.0.1:${port}`);
      expect(error.message).toMatch(/\.$/);
    });

    it('is told: who says nothing', async () => {
      const port = await answering(() => {});
      const error = await failing({ host: '127.0.0.1', port }, 'Host *\n  ConnectTimeout 1');
      expect(error).toMatchObject({ kind: 'timeout' });
    });

    it('is told: no algorithm in common', async () => {
      const strict = await startSshd({ config: ['KexAlgorithms diffie-hellman-group14-sha1'] });
      try {
        const pool = await poolOf('', [strict]);
        const error = await failureOf(pool.connect(strict.address));
        expect(error).toMatchObject({ kind: 'unreachable' });
        expect(error.message).toContain('key exchange');
        const allowed = await poolOf('Host *\n  KexAlgorithms +diffie-hellman-group14-sha1', [strict], {
          identityFile: strict.options.identityFile,
        });
        await allowed.connect(strict.address);
      } finally {
        await strict.stop();
      }
    });

    it.each(['-oProxyCommand=touch x', 'a b', '$(touch x)', '`x`', 'a;b', 'user@host', '', 'a\nb', "a'b"])(
      'is no host: %j',
      async (host) => {
        expect(await failing({ host })).toMatchObject({ kind: 'configuration' });
      },
    );

    it('is no user: one that a shell could read', async () => {
      const pool = await poolOf('');
      for (const user of ['-l', '$(x)', "a'b", 'a b', '']) {
        expect(await failureOf(pool.connect({ host: '127.0.0.1', user }))).toMatchObject({ kind: 'configuration' });
      }
    });

    it('is told: a configuration that cannot be read, with its line', async () => {
      const error = await failing({ host: '127.0.0.1' }, 'Host *\n  NoSuchOption yes');
      expect(error).toMatchObject({ kind: 'configuration' });
      expect(error.message).toMatch(/config_\d+.*line 2/);
    });
  });

  describe('giving up', () => {
    it('while the connection is made', async () => {
      const server = createServer(() => {});
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      const pool = await poolOf('');
      const address = { host: '127.0.0.1', port, user: 'ada' };
      const first = failureOf(pool.connect(address, { signal: AbortSignal.timeout(200) }));
      const second = pool.connect(address);
      second.catch(() => {});
      expect(await first).toMatchObject({ kind: 'cancelled' });
      // The other caller still waits for the same attempt.
      expect(await Promise.race([second.catch(() => 'over'), sleep(100, 'waiting')])).toBe('waiting');
      pool.dispose();
      expect(await failureOf(second)).toMatchObject({ kind: 'cancelled' });
      server.close();
    });

    it('before it began', async () => {
      const pool = await poolOf('');
      expect(await failureOf(pool.connect(sshd.address, { signal: AbortSignal.abort() }))).toMatchObject({
        kind: 'cancelled',
      });
      expect(pool.wasConnected(sshd.address)).toBe(false);
      await pool.connect(sshd.address);
      expect(pool.wasConnected(sshd.address)).toBe(true);
    });
  });

  describe('a peer that is dead but does not say so', () => {
    it('is found by the keep-alive, and the next command connects anew', { timeout: 60_000 }, async () => {
      const pool = await poolOf('');
      const host = await pool.connect(sshd.address);
      const stream = await host.start('sleep 600');
      const [session] = await sshd.connections();
      const { stdout } = await run('pgrep', ['-P', String(session)]).catch(() => ({ stdout: '' }));
      const family = [Number(session), ...stdout.trim().split('\n').filter(Boolean).map(Number)];
      for (const pid of family) process.kill(pid, 'SIGSTOP');
      try {
        await expect(stream.ended).rejects.toMatchObject({ kind: 'lost' });
        expect((await host.run('echo back')).stdout).toBe('back\n');
      } finally {
        for (const pid of family) process.kill(pid, 'SIGCONT');
      }
    });
  });
});
