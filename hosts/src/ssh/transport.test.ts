import { execFile, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHostPool, type HostPool, type SshOptions } from './pool.ts';
import { readSettings } from './settings.ts';
import { keygen, type Sshd, startSshd } from './testing/sshd.ts';
import { type Evidence, needForOpenSsh } from './transport.ts';

const run = promisify(execFile);
const BUNDLE: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  external: ['*.node', 'cpu-features'],
  logLevel: 'error',
};
const NOTHING: Evidence = { special: [], authority: false, ticket: false };

describe('the transport', () => {
  const need = (options: Record<string, string>, evidence: Partial<Evidence> = {}) => {
    const defaults = {
      kexalgorithms: 'sntrup761x25519-sha512@openssh.com,curve25519-sha256',
      hostkeyalgorithms: 'ssh-ed25519,rsa-sha2-512',
      ciphers: 'chacha20-poly1305@openssh.com,aes128-gcm@openssh.com',
      macs: 'umac-64-etm@openssh.com,hmac-sha2-256',
    };
    const values = new Map(Object.entries({ ...defaults, ...options }).map(([name, value]) => [name, [value]]));
    return needForOpenSsh(readSettings('web', values), { ...NOTHING, ...evidence });
  };

  it.each<[string, Record<string, string>, Partial<Evidence>]>([
    ['by default', {}, {}],
    ['for GSSAPI that is on, as on Debian, but has no ticket', { gssapiauthentication: 'yes' }, {}],
    ['for a ticket that GSSAPI does not use', {}, { ticket: true }],
    [
      'for options that are off',
      { pkcs11provider: 'none', hostbasedauthentication: 'no', verifyhostkeydns: 'false' },
      {},
    ],
    ['for MACs that it does not have, beside ciphers that need none', { macs: 'umac-64@openssh.com' }, {}],
  ])('is ssh2 %s', (_why, options, evidence) => {
    expect(need(options, evidence)).toBeUndefined();
  });

  it.each<[string, Record<string, string>, Partial<Evidence>]>([
    ['a security key', {}, { special: [{ file: '~/.ssh/id_ed25519_sk', is: 'security key' }] }],
    ['a certificate', {}, { special: [{ file: '~/.ssh/id-cert.pub', is: 'certificate' }] }],
    ['an authority', {}, { authority: true }],
    ['a Kerberos ticket', { gssapiauthentication: 'yes' }, { ticket: true }],
    ['PKCS11Provider', { pkcs11provider: '/usr/lib/opensc.so' }, {}],
    ['RevokedHostKeys', { revokedhostkeys: '/etc/ssh/revoked' }, {}],
    ['HostbasedAuthentication', { hostbasedauthentication: 'yes' }, {}],
    ['ProxyUseFdpass', { proxyusefdpass: 'yes' }, {}],
    ['only post-quantum key exchange', { kexalgorithms: 'mlkem768x25519-sha256,sntrup761x25519-sha512' }, {}],
    ['only host keys of security keys', { hostkeyalgorithms: 'sk-ssh-ed25519@openssh.com' }, {}],
    ['only other MACs', { macs: 'umac-64@openssh.com', ciphers: 'aes128-ctr' }, {}],
  ])("is the system's ssh for %s", (_why, options, evidence) => {
    expect(need(options, evidence)).toEqual(expect.any(String));
  });
});

describe('what only OpenSSH can do', () => {
  let sshd: Sshd;
  let serial = 0;
  const pools: HostPool[] = [];
  const poolOf = (options: SshOptions) => {
    const pool = createHostPool(options);
    pools.push(pool);
    return pool;
  };
  /** Signs a public key. */
  const sign = (authority: string, ...args: string[]) =>
    run('ssh-keygen', ['-q', '-s', authority, '-I', 'test', ...args]);
  const authority = async (name: string) => {
    const file = join(sshd.folder, `${name}_${++serial}`);
    await keygen(file, ['-t', 'ed25519']);
    return file;
  };

  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(async () => {
    for (const pool of pools) pool.dispose();
    await sshd.stop();
  });

  it('logs in with a certificate', async () => {
    const ca = await authority('user_ca');
    const other = await startSshd({ config: [`TrustedUserCAKeys ${ca}.pub`] });
    try {
      const id = join(sshd.folder, `id_${++serial}`);
      await keygen(id, ['-t', 'ed25519']);
      await sign(ca, '-n', other.address.user, `${id}.pub`);
      const { configFile, knownHostsFile } = other.options;
      const host = await poolOf({ configFile, knownHostsFile, identityFile: id }).connect(other.address);
      expect((await host.run('echo certified')).stdout).toBe('certified\n');
      const byHand = poolOf({ configFile, knownHostsFile, identityFile: id, transport: 'ssh2' });
      await expect(byHand.connect(other.address)).rejects.toMatchObject({ kind: 'refused-login' });
    } finally {
      await other.stop();
    }
  });

  it('checks the certificate of a host, and refuses one of another host', async () => {
    const ca = await authority('host_ca');
    const other = await startSshd({ hostKeys: ['ed25519'] });
    try {
      const known = `@cert-authority [127.0.0.1]:${other.port} ${await readFile(`${ca}.pub`, 'utf8')}`;
      await writeFile(other.options.knownHostsFile, known);
      const config = join(other.folder, 'sshd_config');
      await writeFile(config, `HostCertificate ${other.hostKeys.ed25519}-cert.pub\n${await readFile(config, 'utf8')}`);
      const connect = async (principal: string, validity: string) => {
        await sign(ca, '-h', '-n', principal, '-V', validity, `${other.hostKeys.ed25519}.pub`);
        await other.kill();
        await other.start();
        return poolOf(other.options).connect(other.address);
      };
      await connect('127.0.0.1', '+1h');
      await expect(connect('elsewhere', '+1h')).rejects.toMatchObject({ kind: 'untrusted' });
      await expect(connect('127.0.0.1', '20000101:20000102')).rejects.toMatchObject({ kind: 'untrusted' });
    } finally {
      await other.stop();
    }
  });

  it('exchanges keys where both sides allow post-quantum ones alone', async () => {
    const { stdout } = await run('ssh', ['-Q', 'kex']);
    const kex = stdout.split('\n').filter((name) => /^(sntrup|mlkem)/.test(name))[0];
    expect(kex).toBeDefined();
    const other = await startSshd({ config: [`KexAlgorithms ${kex}`] });
    try {
      await writeFile(other.options.configFile, `Host *\n  IdentityAgent none\n  KexAlgorithms ${kex}\n`);
      const host = await poolOf(other.options).connect(other.address);
      expect((await host.run('echo quantum')).stdout).toBe('quantum\n');
    } finally {
      await other.stop();
    }
  });

  it('refuses a key of RevokedHostKeys', async () => {
    const revoked = join(sshd.folder, 'revoked');
    await run('ssh-keygen', ['-q', '-k', '-f', revoked, `${sshd.hostKeys.ed25519}.pub`]);
    const configFile = join(sshd.folder, 'ssh_config_revoked');
    await writeFile(configFile, `Host *\n  IdentityAgent none\n  RevokedHostKeys ${revoked}\n`);
    const pool = poolOf({ ...sshd.options, configFile });
    await expect(pool.connect(sshd.address)).rejects.toMatchObject({ kind: 'untrusted' });
    const byHand = poolOf({ ...sshd.options, configFile, transport: 'ssh2' });
    await expect(byHand.connect(sshd.address)).rejects.toMatchObject({ kind: 'untrusted' });
  });

  it('leaves no connection behind when the program is killed', async () => {
    const bundle = join(sshd.folder, 'pool.cjs');
    await build({ entryPoints: [fileURLToPath(new URL('pool.ts', import.meta.url))], outfile: bundle, ...BUNDLE });
    const options = JSON.stringify({ ...sshd.options, transport: 'openssh' });
    const script = `require(${JSON.stringify(bundle)}).createHostPool(${options}).connect(${JSON.stringify(sshd.address)})
      .then((host) => host.start('exec sleep 600')).then(() => console.log('started'), console.error)`;
    const program = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => program.stdout.once('data', resolve));
    const masters = async () =>
      (await run('pgrep', ['-f', `nixa-ssh-.* -p ${sshd.port} `]).catch(() => ({ stdout: '' }))).stdout;
    expect(await masters()).not.toBe('');
    program.kill('SIGKILL');
    await expect.poll(masters).toBe('');
  });

  it('leads through a jump host of the other transport', async () => {
    const jump = await startSshd();
    try {
      await writeFile(join(jump.folder, 'authorized_keys'), await readFile(join(sshd.folder, 'authorized_keys')));
      const knownHostsFile = join(sshd.folder, 'known_both');
      const known = [sshd, jump].map((host) => readFile(host.options.knownHostsFile, 'utf8'));
      await writeFile(knownHostsFile, (await Promise.all(known)).join(''));
      for (const needsOpenSsh of ['target', '127.0.0.1']) {
        const configFile = join(sshd.folder, `ssh_config_${++serial}`);
        // What ssh2 does not know makes one of the two need the system's ssh.
        await writeFile(
          configFile,
          `Match originalhost target
  HostName 127.0.0.1
  Port ${sshd.port}
  ProxyJump 127.0.0.1:${jump.port}
Match originalhost ${needsOpenSsh}
  VerifyHostKeyDNS ask
Match all
  IdentityAgent none
  IdentityFile ${sshd.options.identityFile}
`,
        );
        const host = await poolOf({ configFile, knownHostsFile }).connect({ host: 'target' });
        expect((await host.run('echo through')).stdout).toBe('through\n');
      }
    } finally {
      await jump.stop();
    }
  });
});
