import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from './host.ts';
import { createHostPool, type HostPool } from './pool.ts';
import { startStandIn } from './testing/server.ts';
import { type Sshd, startSshd, TRANSPORTS } from './testing/sshd.ts';

const HOSTILE = [
  "it's",
  '\\',
  "\\'",
  '$(exit 9)',
  '`exit 9`',
  '"',
  '',
  '-n',
  'a\nb',
  '!!',
  '*',
  'ünï 🚀',
  '\\\\',
  "'$(x)'",
];

async function stalled(stream: Readable): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length;
    await sleep(0);
  }
  return bytes;
}

describe.each(
  TRANSPORTS.flatMap((transport) => ['sh', 'bash', 'zsh', 'fish'].map((shell) => [transport, shell] as const)),
)('over %s, a host whose login shell is %s, with a noisy rc file', (transport, shell) => {
  let folder: string;
  let sshd: Sshd;
  let pool: HostPool;
  let host: Host;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nix-agents-shell-'));
    await mkdir(join(folder, 'fish'));
    const noise = 'echo "Welcome! $(date)"; echo "problem in rc" >&2\nprintf "no line break"\n';
    await writeFile(join(folder, '.bashrc'), noise);
    await writeFile(join(folder, '.zshenv'), noise);
    await writeFile(
      join(folder, 'fish', 'config.fish'),
      'echo Welcome!; echo problem in rc >&2; printf "no line break"\n',
    );
    const environment = { ZDOTDIR: folder, XDG_CONFIG_HOME: folder, HOME: folder };
    sshd = await startSshd({ shell, environment });
    pool = createHostPool({ ...sshd.options, transport });
    host = await pool.connect(sshd.address);
  });
  afterAll(async () => {
    pool.dispose();
    await sshd.stop();
    await rm(folder, { recursive: true });
  });

  it('gives results without the noise', async () => {
    const noisy = await promisify(execFile)('ssh', [
      ...['-F', sshd.options.configFile, '-i', sshd.options.identityFile, '-p', String(sshd.port)],
      ...['-o', `UserKnownHostsFile=${sshd.options.knownHostsFile}`, sshd.address.host, 'echo plain'],
    ]);
    if (shell !== 'sh') expect(noisy.stdout).toContain('Welcome!');
    expect(await host.run('echo out; echo err >&2; exit 4')).toEqual({ stdout: 'out\n', stderr: 'err\n', exit: 4 });
    expect(await host.run('')).toEqual({ stdout: '', stderr: '', exit: 0 });
  });

  it('mangles and executes no argument, in run and in start', async () => {
    const script = 'for word; do printf "%s\\0" "$word"; done';
    const expected = HOSTILE.map((word) => `${word}\0`).join('');
    expect((await host.run(script, { args: HOSTILE })).stdout).toBe(expected);
    const process = await host.start(script, { args: HOSTILE });
    process.stdin.end();
    expect(Buffer.concat(await process.stdout.toArray()).toString()).toBe(expected);
    expect(await process.ended).toEqual({ exit: 0, stderr: '' });
  });

  it('takes a script of any POSIX syntax', async () => {
    const script = `f() { case $1 in *\\'*) echo 'a "quote"' ;; *) echo "\\$none" ;; esac; }
cat <<'END'
it's \\ here
END
f "it's"; f x # comment`;
    expect((await host.run(script)).stdout).toBe('it\'s \\ here\na "quote"\n$none\n');
  });

  it('passes bytes through as they are, both ways', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251));
    const process = await host.start('cat');
    process.stdin.end(bytes);
    expect(Buffer.concat(await process.stdout.toArray()).equals(bytes)).toBe(true);
  });
});

describe.each(TRANSPORTS)('commands over %s', (transport) => {
  let sshd: Sshd;
  let pool: HostPool;
  let host: Host;
  beforeAll(async () => {
    sshd = await startSshd();
    pool = createHostPool({ ...sshd.options, transport });
    host = await pool.connect(sshd.address);
  });
  afterAll(async () => {
    pool.dispose();
    await sshd.stop();
  });

  it('end at their time limit', async () => {
    await expect(host.run('echo started; exec sleep 60', { timeoutMs: 300 })).rejects.toMatchObject({
      kind: 'timeout',
    });
  });

  it('end when they are cancelled, before and while they run', async () => {
    await expect(host.run('sleep 60', { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(host.run('sleep 60', { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({
      kind: 'cancelled',
    });
    const started = await host.start('sleep 60', { signal: AbortSignal.timeout(200) });
    await expect(started.ended).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('may print only so much', async () => {
    await expect(host.run('yes', { maxOutput: 1000 })).rejects.toThrow('more than 1000 bytes');
    expect((await host.run('head -c 1000 /dev/zero', { maxOutput: 1000 })).stdout).toHaveLength(1000);
  });

  it('keep the end of a long standard error', async () => {
    const { stderr } = await host.run('yes noise | head -n 200000 >&2; echo last >&2');
    expect(stderr.length).toBeLessThanOrEqual(64 * 1024);
    expect(stderr.endsWith('noise\nlast\n')).toBe(true);
  });

  it('take a stream as input, and need not read all of it', async () => {
    const blocks = () => Readable.from(Array.from({ length: 80 }, () => Buffer.alloc(65_536, 1)));
    expect((await host.run('wc -c', { input: blocks() })).stdout.trim()).toBe(String(80 * 65_536));
    expect(await host.run('head -c 3 >/dev/null; exec 0<&-; echo enough', { input: blocks() })).toMatchObject({
      stdout: 'enough\n',
    });
  });

  it('fail when their input fails', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('some');
        throw new Error('the disk is gone');
      })(),
    );
    await expect(host.run('cat', { input: broken })).rejects.toThrow('the disk is gone');
  });

  it('wait for a slow reader', async () => {
    const process = await host.start('head -c 30000000 /dev/zero');
    process.stdin.end();
    expect(await stalled(process.stdout)).toBe(30_000_000);
    expect(await process.ended).toMatchObject({ exit: 0 });
  });

  it('end on the host when they are closed here', async () => {
    const process = await host.start('echo $$; while echo tick; do sleep 0.05; done');
    const pid = await new Promise<number>((resolve) =>
      process.stdout.once('data', (chunk) => resolve(Number.parseInt(chunk, 10))),
    );
    process.close();
    process.stdout.resume();
    expect(await process.ended).toMatchObject({ exit: expect.toBeOneOf([null, expect.any(Number)]) });
    await expect.poll(async () => (await host.run('kill -0 "$1"', { args: [String(pid)] })).exit).not.toBe(0);
  });

  it('are lost when the connection is cut', async () => {
    const process = await host.start('sleep 60');
    const run = host.run('sleep 60');
    run.catch(() => {});
    await sleep(100);
    await sshd.cut();
    await expect(process.ended).rejects.toMatchObject({ kind: 'lost' });
    await expect(run).rejects.toMatchObject({ kind: 'lost' });
    expect((await host.run('echo again')).stdout).toBe('again\n');
  });
});

describe.each(TRANSPORTS)('over %s, a host that exchanges keys anew after every megabyte', (transport) => {
  it('is still the same host', async () => {
    const sshd = await startSshd({ config: ['RekeyLimit 1M'] });
    const pool = createHostPool({ ...sshd.options, transport });
    try {
      const host = await pool.connect(sshd.address);
      const process = await host.start('head -c 10000000 /dev/zero');
      process.stdin.end();
      expect(await stalled(process.stdout)).toBe(10_000_000);
    } finally {
      pool.dispose();
      await sshd.stop();
    }
  });
});

describe.each(TRANSPORTS)('over %s, a host that gives one session a connection', (transport) => {
  it('runs what is asked for one after the other, beside a stream', async () => {
    const sshd = await startSshd({ config: ['MaxSessions 1'] });
    const pool = createHostPool({ ...sshd.options, transport });
    try {
      const host = await pool.connect(sshd.address);
      const results = await Promise.all(Array.from({ length: 12 }, (_, index) => host.run(`echo ${index}`)));
      expect(results.map(({ stdout }) => stdout)).toEqual(Array.from({ length: 12 }, (_, index) => `${index}\n`));
      expect(await sshd.connections()).toHaveLength(1);
      const stream = await host.start('echo streaming; exec sleep 60');
      expect((await host.run('echo beside')).stdout).toBe('beside\n');
      await expect(host.run('sleep 60', { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({
        kind: 'cancelled',
      });
      stream.close();
    } finally {
      pool.dispose();
      await sshd.stop();
    }
  });

  it('is told when it gives none at all', async () => {
    const sshd = await startSshd({ config: ['MaxSessions 0'] });
    const pool = createHostPool({ ...sshd.options, transport });
    try {
      const host = await pool.connect(sshd.address);
      await expect(host.run('true')).rejects.toThrow('MaxSessions');
    } finally {
      pool.dispose();
      await sshd.stop();
    }
  });
});

describe('becoming root', () => {
  /** A host where the login is not root, with stand-ins for `id` and the tools given. */
  async function withTools(tools: Record<string, string>, test: (host: Host) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'nix-agents-root-'));
    for (const [name, script] of Object.entries({ id: 'echo 1000', ...tools })) {
      await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    const server = await startStandIn((context) => context.accept(), { PATH: `${folder}:/usr/bin:/bin` });
    const pool = createHostPool(server.options);
    try {
      await test(await pool.connect(server.address));
    } finally {
      pool.dispose();
      await server.stop();
      await rm(folder, { recursive: true });
    }
  }

  it('goes by sudo, with arguments and input as they are', () =>
    withTools({ sudo: '[ "$1 $2 $3" = "-n -H --" ] || exit 9; shift 3; AS_ROOT=yes exec "$@"' }, async (host) => {
      const result = await host.run('echo "$AS_ROOT"; cat; printf "%s|" "$@"', {
        root: true,
        args: HOSTILE,
        input: Buffer.from('in\n'),
      });
      expect(result.stdout).toBe(`yes\nin\n${HOSTILE.map((word) => `${word}|`).join('')}`);
      expect((await host.run('[ -n "$AS_ROOT" ] || echo no')).stdout).toBe('no\n');
    }));

  it.each([
    ['sudo: a password is required', 'wants a password'],
    ['sudo: sorry, you must have a tty to run sudo', 'wants a password'],
    ['ada is not in the sudoers file. This incident will be reported to sudo.', 'may not become root'],
  ])('is told when sudo says "%s"', (said, expected) =>
    withTools({ sudo: `echo "${said}" >&2; exit 1` }, async (host) => {
      const error = await host.run('echo never', { root: true }).catch((reason: Error) => reason);
      expect(error).toMatchObject({ kind: 'not-root' });
      expect(String(error)).toContain(expected);
      expect(String(error)).toContain(host.label);
      expect(String(error)).toContain('NOPASSWD');
    }),
  );

  it('leaves the exit status of the script alone', () =>
    withTools({ sudo: 'shift 3; exec "$@"' }, async (host) => {
      expect(await host.run('echo "sudo: a password is required" >&2; exit 1', { root: true })).toMatchObject({
        exit: 1,
      });
    }));
});

describe('a user whose rc files hang', () => {
  it('is told to look at them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nix-agents-rc-'));
    await writeFile(join(folder, '.bashrc'), 'sleep 5\n');
    const sshd = await startSshd({ shell: 'bash', environment: { HOME: folder } });
    const pool = createHostPool(sshd.options);
    try {
      const host = await pool.connect(sshd.address);
      await expect(host.run('true', { timeoutMs: 500 })).rejects.toThrow('rc files');
    } finally {
      pool.dispose();
      await sshd.stop();
      await rm(folder, { recursive: true });
    }
  });
});

describe('a user whose login shell runs nothing', () => {
  it('is told what the host said', async () => {
    const sshd = await startSshd({ shell: '/usr/sbin/nologin' });
    const pool = createHostPool(sshd.options);
    try {
      const host = await pool.connect(sshd.address);
      const error = await host.run('true').catch((reason: Error) => reason);
      expect(error).toMatchObject({ kind: 'refused-login' });
      expect(String(error)).toContain('This account is currently not available');
    } finally {
      pool.dispose();
      await sshd.stop();
    }
  });
});
