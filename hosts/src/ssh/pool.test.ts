import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHostPool, type HostPool } from './pool.ts';
import { type Sshd, startSshd, TRANSPORTS } from './testing/sshd.ts';

describe.each(TRANSPORTS)('a pool and a real sshd over %s', (transport) => {
  let sshd: Sshd;
  let pool: HostPool;
  beforeAll(async () => {
    sshd = await startSshd();
    pool = createHostPool({ ...sshd.options, transport });
  });
  afterAll(async () => {
    pool.dispose();
    await sshd.stop();
  });

  it('runs a script with its arguments, input and exit status', async () => {
    const host = await pool.connect(sshd.address);
    const result = await host.run('cat; printf "%s|" "$@"; echo problem >&2; exit 3', {
      args: ["it's", 'a\\b', '$(id)', ''],
      input: Buffer.from('in\n'),
    });
    expect(result).toEqual({ stdout: "in\nit's|a\\b|$(id)||", stderr: 'problem\n', exit: 3 });
    expect(host.label).toBe(`${sshd.address.user}@127.0.0.1:${sshd.port}`);
  });

  it('tells the signal that ended a command', async () => {
    const host = await pool.connect(sshd.address);
    expect(await host.run('kill -TERM $$')).toMatchObject({
      exit: null,
      // The system's ssh does not say which signal it was.
      ...(transport === 'ssh2' ? { signal: 'SIGTERM' } : {}),
    });
  });

  it('shares one connection between concurrent callers', async () => {
    const hosts = await Promise.all([1, 2, 3].map(() => pool.connect(sshd.address)));
    await Promise.all(hosts.flatMap((host) => Array.from({ length: 10 }, () => host.run('sleep 0.05; echo ok'))));
    expect(await sshd.connections()).toHaveLength(1);
  });

  it('connects anew at the next use when the connection was cut', async () => {
    const host = await pool.connect(sshd.address);
    const { stdout: before } = await host.run('echo here');
    await sshd.cut();
    await expect.poll(async () => (await sshd.connections()).length).toBe(0);
    expect((await host.run('echo here').catch(() => host.run('echo here'))).stdout).toBe(before);
  });
});
