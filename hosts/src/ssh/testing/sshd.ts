/**
 * A private sshd on 127.0.0.1 for tests, with keys made on the spot. It needs OpenSSH's `sshd` and `ssh-keygen`, and
 * runs as whoever runs the tests, who is also the only user that can log in.
 *
 * ```ts
 * const sshd = await startSshd();                       // or { config: ['MaxSessions 1'], environment: {…}, shell: 'fish' }
 * const pool = createHostPool(sshd.options);            // knows the host key, has the right identity
 * const host = await pool.connect(sshd.address);
 * …
 * pool.dispose();
 * await sshd.stop();
 * ```
 * `sshd.folder` is a private folder for the test's own files and goes with `stop()`. `cut()` ends every connection and
 * keeps listening; `kill()` ends the listener too, and `start()` brings it back on the same port.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Address, SshOptions } from '../pool.ts';

const run = promisify(execFile);

/** What every suite about connections runs over. */
export const TRANSPORTS = ['ssh2', 'openssh'] as const;

export interface SshdOptions {
  /** Further lines of sshd_config; a keyword given here wins. */
  config?: string[];
  /** A program that stands for the user's login shell: `fish`, `zsh` … */
  shell?: string;
  /** What the shell finds in its environment, such as `ZDOTDIR`; `HOME` is a folder of its own unless it is given. */
  environment?: Record<string, string>;
  /** Types of the host keys, default ed25519, ecdsa and rsa. */
  hostKeys?: KeyType[];
}

export type KeyType = 'ed25519' | 'ecdsa' | 'rsa';

export interface Sshd {
  port: number;
  folder: string;
  address: Required<Pick<Address, 'host' | 'port' | 'user'>>;
  /** For `createHostPool`: an SSH configuration of its own, the right known_hosts and identity. */
  options: Required<Pick<SshOptions, 'configFile' | 'knownHostsFile' | 'identityFile'>>;
  /** Paths of the host's private keys. */
  hostKeys: Record<KeyType, string>;
  /** Makes a key pair that may log in, and gives the path of the private half. */
  authorizedKey(name: string, ...keygenArguments: string[]): Promise<string>;
  /** Makes the host another one: new keys, at the next connection. */
  changeHostKeys(): Promise<void>;
  log(): Promise<string>;
  /** Processes of connections that are there now. */
  connections(): Promise<number[]>;
  cut(): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const folder = await mkdtemp(join(tmpdir(), 'nix-agents-sshd-'));
  const port = await freePort();
  const types = options.hostKeys ?? ['ed25519', 'ecdsa', 'rsa'];
  const hostKeys = Object.fromEntries(
    (['ed25519', 'ecdsa', 'rsa'] as const).map((type) => [type, join(folder, `host_${type}`)]),
  ) as Record<KeyType, string>;
  const authorizedKeys = join(folder, 'authorized_keys');
  const logFile = join(folder, 'log');
  const sshOptions = {
    configFile: join(folder, 'ssh_config'),
    knownHostsFile: join(folder, 'known_hosts'),
    identityFile: join(folder, 'id_ed25519'),
  };
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true });
  let child: ChildProcess | undefined;
  // A test that is given up does not stop what it started.
  process.once('exit', () => child?.kill('SIGKILL'));

  const makeHostKeys = async () => {
    for (const type of types) {
      await rm(hostKeys[type], { force: true });
      await keygen(hostKeys[type], type === 'rsa' ? ['-t', 'rsa', '-b', '2048'] : ['-t', type]);
    }
  };
  const authorizedKey = async (name: string, ...args: string[]) => {
    const file = join(folder, name);
    if (existsSync(file)) throw new Error(`${file} is there already`);
    await keygen(file, args.length > 0 ? args : ['-t', 'ed25519']);
    await appendFile(authorizedKeys, await readFile(`${file}.pub`));
    return file;
  };

  await makeHostKeys();
  await authorizedKey('id_ed25519');
  const lines = await Promise.all(
    types.map(async (type) => `[127.0.0.1]:${port} ${(await readFile(`${hostKeys[type]}.pub`, 'utf8')).trim()}`),
  );
  await writeFile(sshOptions.knownHostsFile, `${lines.join('\n')}\n`);
  await writeFile(sshOptions.configFile, 'Host *\n  IdentityAgent none\n');
  const shell = options.shell && `ForceCommand ${join(folder, 'shell')}`;
  if (options.shell) await writeFile(join(folder, 'shell'), shellStandIn(options), { mode: 0o755 });
  // A home of its own: what the rc files of whoever runs the tests do is neither wanted nor fast.
  const home = join(folder, 'home');
  await mkdir(home);
  const environment = Object.entries({ HOME: home, ...options.environment }).map(
    ([name, value]) => `"${name}=${value}"`,
  );
  await writeFile(
    join(folder, 'sshd_config'),
    [
      ...(options.config ?? []),
      ...(shell ? [shell] : []),
      `SetEnv ${environment.join(' ')}`,
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      ...types.map((type) => `HostKey ${hostKeys[type]}`),
      `PidFile ${join(folder, 'sshd.pid')}`,
      `AuthorizedKeysFile ${authorizedKeys}`,
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin yes',
      'StrictModes no',
      'LogLevel VERBOSE',
      '',
    ].join('\n'),
  );

  const connections = async () => {
    const { stdout } = await run('ps', ['-e', '-o', 'pid=,ppid=']);
    return stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter(([, parent]) => parent === child?.pid)
      .map(([pid]) => pid as number);
  };
  const end = async (pid: number) => {
    const { stdout } = await run('ps', ['-e', '-o', 'pid=,ppid=']);
    const family = [pid];
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
    for (const parent of family) for (const [own, of] of rows) if (of === parent && own) family.push(own);
    for (const member of family) kill(member);
  };
  const cut = async () => {
    for (const pid of await connections()) await end(pid);
  };
  const start = async () => {
    const sshd = existsSync('/usr/sbin/sshd') ? '/usr/sbin/sshd' : 'sshd';
    child = spawn(sshd, ['-D', '-E', logFile, '-f', join(folder, 'sshd_config')], { stdio: 'inherit' });
    await listening(port, child, logFile);
  };
  const killAll = async () => {
    await cut();
    const listener = child;
    if (!listener || listener.exitCode !== null || listener.signalCode !== null) return;
    const gone = new Promise((resolve) => listener.once('exit', resolve));
    listener.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    port,
    folder,
    address: { host: '127.0.0.1', port, user: userInfo().username },
    options: sshOptions,
    hostKeys,
    authorizedKey,
    changeHostKeys: makeHostKeys,
    log: () => readFile(logFile, 'utf8').catch(() => ''),
    connections,
    cut,
    kill: killAll,
    start,
    async stop() {
      await killAll();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs `ssh-keygen` without a passphrase, unless `args` name one by `-N`. */
export async function keygen(file: string, args: string[]): Promise<void> {
  await run('ssh-keygen', ['-q', '-f', file, '-C', 'test', ...(args.includes('-N') ? [] : ['-N', '']), ...args]);
}

/** sshd always starts the login shell of the password file: this one stands for it and starts the wanted one as sshd would. */
function shellStandIn({ shell, environment = {} }: SshdOptions): string {
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`);
  return ['#!/bin/sh', ...exports, `exec ${shell} -c "$SSH_ORIGINAL_COMMAND"`, ''].join('\n');
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function listening(port: number, child: ChildProcess, logFile: string): Promise<void> {
  for (let attempt = 0; attempt < 250; attempt++) {
    if (child.exitCode !== null)
      throw new Error(`sshd did not start: ${await readFile(logFile, 'utf8').catch(() => '')}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    await sleep(20);
  }
  throw new Error('sshd did not listen');
}
