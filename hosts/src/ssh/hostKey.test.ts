import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHostPool, type HostPool, type SshOptions } from './pool.ts';
import type { HostKeyQuestion, SshPrompts } from './prompts.ts';
import { keygen, type Sshd, startSshd, TRANSPORTS } from './testing/sshd.ts';

const run = promisify(execFile);

/** Prompts that only answer for the host key. */
function answering(answer: 'once' | 'remember' | 'refuse') {
  const newHostKey = vi.fn(async (_question: HostKeyQuestion) => answer);
  const never = () => Promise.reject(new Error('asked for something else'));
  return { newHostKey, passphrase: never, password: never, challenge: never } satisfies SshPrompts;
}

async function fingerprint(publicKey: string): Promise<string> {
  const { stdout } = await run('ssh-keygen', ['-lf', publicKey]);
  return stdout.split(' ')[1] ?? '';
}

describe.each(TRANSPORTS)('the key of a host over %s', (transport) => {
  let sshd: Sshd;
  let known: string;
  let pools: HostPool[] = [];
  let serial = 0;
  const pool = (options: SshOptions = {}) => {
    const made = createHostPool({ ...sshd.options, knownHostsFile: known, transport, ...options });
    pools.push(made);
    return made;
  };
  const line = async (type: 'ed25519' | 'ecdsa' | 'rsa', name = `[127.0.0.1]:${sshd.port}`) =>
    `${name} ${(await readFile(`${sshd.hostKeys[type]}.pub`, 'utf8')).trim()}\n`;
  const otherKey = async (type: string) => {
    const file = join(sshd.folder, `other_${serial}_${type}`);
    await keygen(file, ['-t', type]);
    return { publicKey: (await readFile(`${file}.pub`, 'utf8')).trim(), fingerprint: await fingerprint(`${file}.pub`) };
  };
  const configured = async (...lines: string[]) => {
    const file = join(sshd.folder, `ssh_config_${serial}`);
    await writeFile(file, `Host *\n  IdentityAgent none\n${lines.map((text) => `  ${text}\n`).join('')}`);
    return { configFile: file };
  };
  const logins = async () => (await sshd.log()).match(/Accepted publickey|Failed|userauth/g)?.length ?? 0;

  beforeAll(async () => {
    sshd = await startSshd();
  });
  beforeEach(async () => {
    for (const made of pools) made.dispose();
    pools = [];
    known = join(sshd.folder, `known_${++serial}`);
  });
  afterAll(async () => {
    for (const made of pools) made.dispose();
    await sshd.stop();
  });

  it('is refused with its fingerprint when it is new and there is no one to ask', async () => {
    const before = await logins();
    const error = await pool()
      .connect(sshd.address)
      .catch((reason: Error) => reason);
    expect(error).toMatchObject({ kind: 'untrusted' });
    expect(String(error)).toContain(await fingerprint(`${sshd.hostKeys.ed25519}.pub`));
    expect(String(error)).toContain('--accept-new-host-key');
    expect(await logins()).toBe(before);
    await expect(readFile(known)).rejects.toThrow('ENOENT');
  });

  it('is asked about before anything of the login is sent', async () => {
    const before = await logins();
    const prompts = answering('once');
    prompts.newHostKey.mockImplementation(async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await logins()).toBe(before);
      return 'once';
    });
    await pool().connect(sshd.address, { prompts });
    expect(prompts.newHostKey).toHaveBeenCalledWith({
      host: `127.0.0.1:${sshd.port}`,
      keyType: 'ssh-ed25519',
      fingerprint: await fingerprint(`${sshd.hostKeys.ed25519}.pub`),
      knownHosts: known,
    });
    expect(await logins()).toBeGreaterThan(before);
  });

  it('is asked about once a pool when it is not remembered', async () => {
    const prompts = answering('once');
    const first = pool();
    await first.connect(sshd.address, { prompts });
    (await first.connectFresh(sshd.address, { prompts })).close();
    expect(prompts.newHostKey).toHaveBeenCalledTimes(1);
    await pool().connect(sshd.address, { prompts });
    expect(prompts.newHostKey).toHaveBeenCalledTimes(2);
    await expect(readFile(known)).rejects.toThrow('ENOENT');
  });

  it.each([
    ['in clear', 'no'],
    ['hashed', 'yes'],
  ])('is remembered %s where the configuration says so', async (_how, hash) => {
    await writeFile(known, 'elsewhere ssh-ed25519 AAAA');
    const prompts = answering('remember');
    const options = await configured(`HashKnownHosts ${hash}`);
    await pool(options).connect(sshd.address, { prompts });
    const text = await readFile(known, 'utf8');
    expect(text.split('\n')).toHaveLength(3);
    expect(text.includes('|1|')).toBe(hash === 'yes');
    expect((await run('ssh-keygen', ['-F', `[127.0.0.1]:${sshd.port}`, '-f', known])).stdout).toContain(
      'found: line 2',
    );
    await pool(options).connect(sshd.address);
    expect(prompts.newHostKey).toHaveBeenCalledTimes(1);
  });

  it('is not trusted when the person refuses', async () => {
    await expect(pool().connect(sshd.address, { prompts: answering('refuse') })).rejects.toMatchObject({
      kind: 'untrusted',
    });
  });

  it('is remembered without a question on --accept-new-host-key and accept-new', async () => {
    await pool({ acceptNewHostKey: true }).connect(sshd.address);
    expect(await readFile(known, 'utf8')).toBe(`${(await line('ed25519')).split(' ').slice(0, 3).join(' ')}\n`);
    known += '_accept-new';
    await pool(await configured('StrictHostKeyChecking accept-new')).connect(sshd.address);
    expect(await readFile(known, 'utf8')).toContain('ssh-ed25519');
  });

  it('is never asked about where StrictHostKeyChecking is yes', async () => {
    const prompts = answering('remember');
    const strict = pool({ ...(await configured('StrictHostKeyChecking yes')), acceptNewHostKey: true });
    await expect(strict.connect(sshd.address, { prompts })).rejects.toMatchObject({ kind: 'untrusted' });
    expect(prompts.newHostKey).not.toHaveBeenCalled();
  });

  it.each(['ask', 'no', 'accept-new', 'yes'])(
    'is refused when it changed, with StrictHostKeyChecking %s',
    async (strict) => {
      const other = await otherKey('ed25519');
      await writeFile(known, `# a comment\n\n[127.0.0.1]:${sshd.port} ${other.publicKey}\n`);
      const prompts = answering('remember');
      const options = { ...(await configured(`StrictHostKeyChecking ${strict}`)), acceptNewHostKey: true };
      const before = await logins();
      const error = await pool(options)
        .connect(sshd.address, { prompts })
        .catch((reason: Error) => reason);
      expect(error).toMatchObject({ kind: 'untrusted' });
      expect(String(error)).toContain(`${known}:3`);
      expect(String(error)).toContain(other.fingerprint);
      expect(String(error)).toContain(await fingerprint(`${sshd.hostKeys.ed25519}.pub`));
      expect(prompts.newHostKey).not.toHaveBeenCalled();
      expect(await logins()).toBe(before);
    },
  );

  it('is refused when it is revoked, even though it is known', async () => {
    const key = (await line('ed25519')).split(' ').slice(1, 3).join(' ');
    await writeFile(known, `${await line('ed25519')}@revoked * ${key}\n`);
    const error = await pool({ acceptNewHostKey: true })
      .connect(sshd.address)
      .catch((reason: Error) => reason);
    expect(error).toMatchObject({ kind: 'untrusted' });
    expect(String(error)).toContain(`${known}:2`);
  });

  it.each(['ecdsa', 'rsa'] as const)('is asked for in the type that is known: %s', async (type) => {
    await writeFile(known, await line(type));
    await pool().connect(sshd.address);
  });

  it('is not accepted unasked in place of a known key of another type', async () => {
    const other = await otherKey('ecdsa');
    const single = await startSshd({ hostKeys: ['ed25519'] });
    try {
      const file = single.options.knownHostsFile;
      await writeFile(file, `[127.0.0.1]:${single.port} ${other.publicKey}\n`);
      const made = createHostPool({ ...single.options, acceptNewHostKey: true, transport });
      const error = await made.connect(single.address).catch((reason: Error) => reason);
      expect(error).toMatchObject({ kind: 'untrusted' });
      expect(String(error)).toContain(other.fingerprint);
      made.dispose();
    } finally {
      await single.stop();
    }
  });

  it('is accepted by an entry without the port, which does not make another one changed', async () => {
    await writeFile(known, await line('ed25519', '127.0.0.1'));
    await pool().connect(sshd.address);
    const other = await otherKey('ed25519');
    await writeFile(known, `127.0.0.1 ${other.publicKey}\n`);
    const prompts = answering('once');
    await pool().connect(sshd.address, { prompts });
    expect(prompts.newHostKey).toHaveBeenCalledTimes(1);
  });

  it('is looked up under HostKeyAlias', async () => {
    await writeFile(known, await line('ed25519', 'production'));
    await pool(await configured('HostKeyAlias production')).connect(sshd.address);
  });

  it('is not trusted where the known hosts cannot be read', async () => {
    await mkdir(known);
    const error = await pool({ acceptNewHostKey: true })
      .connect(sshd.address)
      .catch((reason: Error) => reason);
    expect(error).toMatchObject({ kind: 'untrusted' });
    expect(String(error)).toContain(known);
  });

  it('still connects, and says so, where it cannot be written down', async () => {
    await writeFile(`${known}_file`, '');
    const notice = vi.fn();
    known = join(`${known}_file`, 'below-a-file');
    await pool().connect(sshd.address, { prompts: { ...answering('remember'), notice } });
    expect(notice).toHaveBeenCalledWith(expect.stringContaining(known));
  });
});
