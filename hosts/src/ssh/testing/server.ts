/**
 * A stand-in SSH server in this process, for logins that a private sshd cannot offer without PAM: passwords, one-time
 * codes, several factors. It runs commands in `sh`. Wherever a real sshd can be had, use `sshd.ts`.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AuthContext, type Connection } from 'ssh2';
import type { Address, SshOptions } from '../pool.ts';
import { keygen } from './sshd.ts';

export interface StandIn {
  port: number;
  folder: string;
  address: Required<Pick<Address, 'host' | 'port' | 'user'>>;
  options: Required<Pick<SshOptions, 'configFile' | 'knownHostsFile'>>;
  /** `publickey`, `password` … in the order in which they were tried. */
  attempts: string[];
  stop(): Promise<void>;
}

/** @param environment what commands find in their environment beside ours */
export async function startStandIn(
  authenticate: (context: AuthContext) => void,
  environment: Record<string, string> = {},
): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'nix-agents-server-'));
  const hostKey = join(folder, 'host');
  await keygen(hostKey, ['-t', 'ed25519']);
  const attempts: string[] = [];
  const open = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [await readFile(hostKey)] }, (client) => {
    open.add(client);
    client.on('close', () => open.delete(client));
    client.on('error', () => {});
    client.on('authentication', (context) => {
      attempts.push(context.method);
      authenticate(context);
    });
    client.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const stream = acceptExec();
        const child = spawn('/bin/sh', ['-c', command], {
          stdio: 'pipe',
          env: { ...process.env, ...environment },
        });
        stream.pipe(child.stdin);
        child.stdin.on('error', () => {});
        child.stdout.pipe(stream, { end: false });
        child.stderr.pipe(stream.stderr, { end: false });
        child.on('close', (status) => {
          stream.exit(status ?? 255);
          stream.end();
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const options = { configFile: join(folder, 'ssh_config'), knownHostsFile: join(folder, 'known_hosts') };
  await writeFile(options.knownHostsFile, `[127.0.0.1]:${port} ${await readFile(`${hostKey}.pub`, 'utf8')}`);
  await writeFile(options.configFile, 'Host *\n  IdentityAgent none\n  IdentityFile none\n');
  return {
    port,
    folder,
    address: { host: '127.0.0.1', port, user: 'ada' },
    options,
    attempts,
    async stop() {
      for (const client of open) client.end();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
