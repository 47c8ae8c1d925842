import { execFile, spawn } from 'node:child_process';
import { appendFile, chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AuthContext } from 'ssh2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostError } from './host.ts';
import { createHostPool, type HostPool, type SshOptions } from './pool.ts';
import type { SshPrompts } from './prompts.ts';
import { type StandIn, startStandIn } from './testing/server.ts';
import { keygen, type Sshd, startSshd, TRANSPORTS } from './testing/sshd.ts';

const run = promisify(execFile);

function prompts(answers: Partial<SshPrompts>): SshPrompts {
  const never = (what: string) => () => Promise.reject(new Error(`asked for ${what}`));
  return {
    newHostKey: never('a host key'),
    passphrase: never('a passphrase'),
    password: never('a password'),
    challenge: never('a challenge'),
    ...answers,
  };
}

describe.each(TRANSPORTS)('over %s,', (transport) => {
  const pools: HostPool[] = [];
  function poolOf(options: SshOptions): HostPool {
    const pool = createHostPool({ ...options, transport });
    pools.push(pool);
    return pool;
  }
  afterEach(() => {
    for (const pool of pools.splice(0)) pool.dispose();
  });

  const failureOf = (connecting: Promise<unknown>) =>
    connecting.then(
      () => Promise.reject(new Error('it connected')),
      (error: HostError) => error,
    );

  describe('logging in with keys', () => {
    let sshd: Sshd;
    let serial = 0;
    beforeAll(async () => {
      sshd = await startSshd();
    });
    afterAll(() => sshd.stop());

    /** Without the identity of `sshd.options`: only what these lines say. */
    async function configured(...lines: string[]): Promise<SshOptions> {
      const configFile = join(sshd.folder, `ssh_config_${++serial}`);
      await writeFile(configFile, `Host *\n${lines.map((line) => `  ${line}\n`).join('')}`);
      return { configFile, knownHostsFile: sshd.options.knownHostsFile };
    }

    it.each([
      ['ed25519', ['-t', 'ed25519']],
      ['ecdsa-256', ['-t', 'ecdsa', '-b', '256']],
      ['ecdsa-384', ['-t', 'ecdsa', '-b', '384']],
      ['ecdsa-521', ['-t', 'ecdsa', '-b', '521']],
      ['rsa', ['-t', 'rsa', '-b', '2048']],
      ['rsa-pem', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
      ['ecdsa-pem', ['-t', 'ecdsa', '-m', 'PEM']],
    ])('takes a key of type %s', async (name, args) => {
      const file = await sshd.authorizedKey(`id_type_${name}`, ...args);
      await poolOf(await configured('IdentityAgent none', `IdentityFile ${file}`)).connect(sshd.address);
    });

    it.each([
      ['OpenSSH', []],
      ['OpenSSH without its public half', ['without .pub']],
      ['PEM', ['-m', 'PEM', '-t', 'rsa', '-b', '2048']],
    ])('asks the passphrase of an encrypted key once a pool: %s', async (name, args) => {
      const keygenArgs = args[0]?.startsWith('-') ? args : ['-t', 'ed25519'];
      const file = await sshd.authorizedKey(`id_encrypted ${name}`, '-N', 'open sesame', '-a', '2', ...keygenArgs);
      if (args[0] === 'without .pub') await rm(`${file}.pub`);
      const passphrase = vi.fn(async ({ retry }: { retry: boolean }) => (retry ? 'open sesame' : 'wrong'));
      const pool = poolOf(await configured('IdentityAgent none', `IdentityFile "${file}"`));
      await Promise.all([
        pool.connect(sshd.address, { prompts: prompts({ passphrase }) }),
        pool.connectFresh(sshd.address, { prompts: prompts({ passphrase }) }).then((host) => host.close()),
      ]);
      await (await pool.connectFresh(sshd.address)).close();
      expect(passphrase.mock.calls.map(([question]) => question)).toMatchObject([
        { keyFile: file, retry: false },
        { keyFile: file, retry: true },
      ]);
    });

    it('asks no passphrase of a key that the host does not take', async () => {
      const file = join(sshd.folder, 'id_stranger');
      await keygen(file, ['-t', 'ed25519', '-N', 'secret', '-a', '2']);
      const options = await configured('IdentityAgent none', `IdentityFile ${file}`);
      const error = await failureOf(poolOf(options).connect(sshd.address, { prompts: prompts({}) }));
      expect(error.message).toContain('id_stranger: refused');
    });

    it('is cancelled when the passphrase is not given', async () => {
      const file = await sshd.authorizedKey('id_cancelled', '-N', 'secret', '-a', '2', '-t', 'ed25519');
      const pool = poolOf(await configured('IdentityAgent none', `IdentityFile ${file}`));
      const asked = prompts({ passphrase: async () => undefined });
      expect(await failureOf(pool.connect(sshd.address, { prompts: asked }))).toMatchObject({ kind: 'cancelled' });
    });

    it('tells of each way to log in why it failed', async () => {
      const refused = join(sshd.folder, 'id_refused');
      await keygen(refused, ['-t', 'ed25519']);
      const open = await sshd.authorizedKey('id_open');
      await chmod(open, 0o644);
      const encrypted = await sshd.authorizedKey('id_encrypted', '-N', 'secret', '-a', '2', '-t', 'ed25519');
      const odd = await sshd.authorizedKey(
        'id_chacha',
        '-N',
        'secret',
        '-Z',
        'chacha20-poly1305@openssh.com',
        '-t',
        'ed25519',
      );
      const half = join(sshd.folder, 'id_half');
      await keygen(half, ['-t', 'ed25519']);
      await rm(half);
      const text = join(sshd.folder, 'id_text');
      await writeFile(text, 'not a key\n', { mode: 0o600 });
      const files = [refused, open, encrypted, half, text, join(sshd.folder, 'id_absent')];
      const options = await configured('IdentityAgent none', ...files.map((file) => `IdentityFile ${file}`));
      const error = await failureOf(poolOf(options).connect(sshd.address));
      expect(error).toMatchObject({ kind: 'refused-login' });
      expect(error.message).toContain(`${sshd.address.user}@127.0.0.1:${sshd.port} refused the login`);
      expect(error.message).toContain('agent: switched off');
      expect(error.message).toContain(`${refused}: refused`);
      expect(error.message).toContain(`${open}: readable by others (mode 0644)`);
      expect(error.message).toContain(`${encrypted}: encrypted, and its passphrase was not given`);
      expect(error.message).toContain(`${half}: only its public half is here`);
      expect(error.message).toContain(`${text}: not a private key`);
      expect(error.message).toContain('password: not offered by the host');
      if (transport === 'openssh') return;
      const asked = prompts({ passphrase: async () => 'secret' });
      const chacha = await failureOf(
        poolOf(await configured('IdentityAgent none', `IdentityFile ${odd}`)).connect(sshd.address, { prompts: asked }),
      );
      expect(chacha.message).toContain('ssh-add');
    });

    it('names the remedy when the host ends the login after too many keys', async () => {
      const files = await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          const file = join(sshd.folder, `id_many_${index}`);
          await keygen(file, ['-t', 'ed25519']);
          return file;
        }),
      );
      const options = await configured('IdentityAgent none', ...files.map((file) => `IdentityFile ${file}`));
      const error = await failureOf(poolOf(options).connect(sshd.address));
      expect(error).toMatchObject({ kind: 'refused-login' });
      expect(error.message).toContain('IdentitiesOnly');
    });

    describe('of an agent', () => {
      let agent: ReturnType<typeof spawn>;
      let socket: string;
      let inAgent: string;
      const add = (...args: string[]) =>
        run('ssh-add', ['-q', ...args], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
      beforeAll(async () => {
        socket = join(sshd.folder, 'agent.sock');
        agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
        await vi.waitFor(() => add('-D'));
      });
      beforeEach(async () => {
        await add('-D');
        inAgent = await sshd.authorizedKey(`id_in_agent_${++serial}`, '-t', serial % 2 ? 'rsa' : 'ecdsa');
        await add(inAgent);
        await rename(inAgent, `${inAgent}_hidden`);
      });
      afterAll(() => {
        agent.kill();
      });

      it('logs in, by IdentityAgent and by SSH_AUTH_SOCK', async () => {
        await poolOf(await configured(`IdentityAgent ${socket}`)).connect(sshd.address);
        vi.stubEnv('SSH_AUTH_SOCK', socket);
        try {
          await poolOf(await configured('IdentityAgent SSH_AUTH_SOCK')).connect(sshd.address);
          await poolOf(await configured()).connect(sshd.address);
        } finally {
          vi.unstubAllEnvs();
        }
      });

      it('offers only the keys that IdentityFile names where IdentitiesOnly is set', async () => {
        const options = await configured(`IdentityAgent ${socket}`, 'IdentitiesOnly yes', `IdentityFile ${inAgent}`);
        await poolOf(options).connect(sshd.address);
        const other = await sshd.authorizedKey(`id_other_${serial}`);
        await rm(other);
        await add('-D');
        const without = await configured(`IdentityAgent ${socket}`, 'IdentitiesOnly yes', `IdentityFile ${other}`);
        const error = await failureOf(poolOf(without).connect(sshd.address));
        expect(error.message).toContain('agent: it has no key');
      });

      it('offers the keys that IdentityFile names first', async () => {
        for (let index = 0; index < 7; index++) {
          const file = join(sshd.folder, `id_crowd_${serial}_${index}`);
          await keygen(file, ['-t', 'ed25519']);
          await add(file);
        }
        const wanted = await sshd.authorizedKey(`id_wanted_${serial}`);
        await add('-d', `${inAgent}.pub`);
        await add(wanted);
        await poolOf(await configured(`IdentityAgent ${socket}`, `IdentityFile ${wanted}`)).connect(sshd.address);
        const error = await failureOf(poolOf(await configured(`IdentityAgent ${socket}`)).connect(sshd.address));
        expect(error.message).toMatch(/agent: \d keys offered, all refused/);
      });

      it('saves the passphrase of a key file that it also has', async () => {
        const file = await sshd.authorizedKey(`id_both_${serial}`, '-N', 'secret', '-a', '2', '-t', 'ed25519');
        const clear = `${file}_clear`;
        await writeFile(clear, await readFile(file), { mode: 0o600 });
        await run('ssh-keygen', ['-q', '-p', '-P', 'secret', '-N', '', '-f', clear]);
        await add(clear);
        const options = await configured(`IdentityAgent ${socket}`, 'IdentitiesOnly yes', `IdentityFile ${file}`);
        await poolOf(options).connect(sshd.address);
      });

      it('is told when it does not answer', async () => {
        const error = await failureOf(poolOf(await configured(`IdentityAgent ${socket}.gone`)).connect(sshd.address));
        expect(error.message).toContain(`agent: ${socket}.gone does not answer`);
      });

      it('is one factor of two', async () => {
        const second = await sshd.authorizedKey(`id_second_${serial}`);
        const strict = await startSshd({ config: ['AuthenticationMethods publickey,publickey'] });
        try {
          for (const file of [`${inAgent}.pub`, `${second}.pub`]) {
            await appendFile(join(strict.folder, 'authorized_keys'), await readFile(file));
          }
          const configFile = join(sshd.folder, `ssh_config_two_${serial}`);
          await writeFile(configFile, `Host *\n  IdentityAgent ${socket}\n  IdentityFile ${second}\n`);
          const { knownHostsFile } = strict.options;
          await (await poolOf({ configFile, knownHostsFile }).connect(strict.address)).run('true');
          await writeFile(configFile, `Host *\n  IdentityAgent ${socket}\n  IdentityFile none\n`);
          const error = await failureOf(poolOf({ configFile, knownHostsFile }).connect(strict.address));
          expect(error.message).toContain('refused the login');
        } finally {
          await strict.stop();
        }
      });
    });
  });

  describe('logging in with what a person answers', () => {
    let server: StandIn;
    afterEach(() => server.stop());

    it('asks for a password again, remembers the right one for the pool, and forgets a wrong one', async () => {
      let right = 'correct';
      server = await startStandIn((context: AuthContext) => {
        if (context.method === 'password' && context.password === right) context.accept();
        else context.reject(['password']);
      });
      const password = vi.fn(async ({ retry }: { retry: boolean }) => (retry ? right : 'wrong'));
      const pool = poolOf(server.options);
      const host = await pool.connect(server.address, { prompts: prompts({ password }) });
      expect((await host.run('echo hello')).stdout).toBe('hello\n');
      expect(password.mock.calls.map(([question]) => question.retry)).toEqual([false, true]);
      (await pool.connectFresh(server.address)).close();
      right = 'changed';
      const error = await failureOf(pool.connectFresh(server.address));
      expect(error.message).toContain('password: refused');
      (await pool.connectFresh(server.address, { prompts: prompts({ password }) })).close();
      expect(error.message).not.toContain('correct');
    });

    it('says that there was no one to ask', async () => {
      server = await startStandIn((context) => context.reject(['password', 'keyboard-interactive']));
      const error = await failureOf(poolOf(server.options).connect(server.address));
      expect(error).toMatchObject({ kind: 'refused-login' });
      expect(error.message).toContain('password: not given, as there is no one to ask');
      if (transport === 'openssh') return;
      expect(error.message).toContain('keyboard-interactive: not answered, as there is no one to ask');
      expect(server.attempts).toEqual(['none']);
    });

    it('answers several rounds of a challenge, and then the second factor', async () => {
      server = await startStandIn((context) => {
        if (context.method === 'keyboard-interactive') {
          context.prompt([{ prompt: 'Password: ', echo: false }], 'Two steps', 'First', ([first]) => {
            context.prompt([{ prompt: 'Code: ', echo: true }], 'Two steps', 'Second', ([second]) => {
              if (first === 'one' && second === '123456') context.reject(['password'], true);
              else context.reject(['keyboard-interactive']);
            });
          });
        } else if (context.method === 'password' && context.password === 'two') context.accept();
        else context.reject(server.attempts.length > 2 ? ['password'] : ['keyboard-interactive']);
      });
      const challenge = vi.fn(async ({ fields }: Parameters<SshPrompts['challenge']>[0]) =>
        fields.map(({ label }) => (label === 'Code: ' ? '123456' : 'one')),
      );
      const password = vi.fn(async () => 'two');
      await poolOf(server.options).connect(server.address, { prompts: prompts({ challenge, password }) });
      // The system's ssh says all in one text, and does not say which answers may be shown.
      const asked = challenge.mock.calls.map(([{ host, name, instructions, fields }]) => ({
        host,
        text: `${name}\n${instructions}`.trim(),
        fields: transport === 'ssh2' ? fields : fields.map(({ label }) => ({ label, echo: label === 'Code: ' })),
      }));
      const host = `ada@127.0.0.1:${server.port}`;
      expect(asked).toEqual([
        { host, text: 'Two steps\nFirst', fields: [{ label: 'Password: ', echo: false }] },
        { host, text: 'Two steps\nSecond', fields: [{ label: 'Code: ', echo: true }] },
      ]);
      expect(server.attempts).toEqual(['none', 'keyboard-interactive', 'password']);
    });

    it('asks a key and then a code, though ssh2 does not tell what the host said to the key', async () => {
      server = await startStandIn((context) => {
        if (context.method === 'publickey') {
          if (context.signature) context.reject(['keyboard-interactive'], true);
          else context.accept();
        } else if (context.method === 'keyboard-interactive') {
          context.prompt([{ prompt: 'Code: ', echo: false }], ([code]) =>
            code === '42' ? context.accept() : context.reject(),
          );
        } else context.reject(server.attempts.includes('publickey') ? ['keyboard-interactive'] : ['publickey']);
      });
      const identityFile = join(server.folder, 'id');
      await keygen(identityFile, ['-t', 'ed25519']);
      const challenge = async () => ['42'];
      await poolOf({ ...server.options, identityFile }).connect(server.address, { prompts: prompts({ challenge }) });
      expect(server.attempts.filter((method) => method !== 'none')).toEqual([
        'publickey',
        'publickey',
        'keyboard-interactive',
      ]);
    });

    it.each(['password', 'keyboard-interactive'] as const)('is cancelled when the %s is not given', async (method) => {
      server = await startStandIn((context) => {
        if (context.method === 'keyboard-interactive')
          context.prompt([{ prompt: 'Code: ', echo: false }], () => context.reject());
        else context.reject([method]);
      });
      const nothing = prompts({ password: async () => undefined, challenge: async () => undefined });
      expect(await failureOf(poolOf(server.options).connect(server.address, { prompts: nothing }))).toMatchObject({
        kind: 'cancelled',
      });
      const rejecting = prompts({});
      expect(await failureOf(poolOf(server.options).connect(server.address, { prompts: rejecting }))).toMatchObject({
        kind: 'cancelled',
      });
    });

    it('follows PreferredAuthentications and what is switched off', async () => {
      server = await startStandIn((context) => context.reject(['password', 'keyboard-interactive']));
      await appendFile(server.options.configFile, '  PreferredAuthentications password\n  NumberOfPasswordPrompts 1\n');
      await failureOf(
        poolOf(server.options).connect(server.address, { prompts: prompts({ password: async () => 'x' }) }),
      );
      expect(server.attempts).toEqual(['none', 'password']);
      await appendFile(server.options.configFile, '  PasswordAuthentication no\n');
      const error = await failureOf(poolOf(server.options).connect(server.address, { prompts: prompts({}) }));
      expect(error.message).toContain('password: switched off by the SSH configuration');
    });
  });
});
