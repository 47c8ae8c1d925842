import { execFile } from 'node:child_process';
import { readConfiguration } from './configuration.ts';
import { HostError } from './host.ts';
import type { Address, SshOptions } from './pool.ts';
import { parseOptions, readSettings, type Settings } from './settings.ts';

/**
 * What the user's SSH configuration says of an address, as `ssh` itself reads it.
 * @throws HostError `configuration` where the address cannot be one, or the configuration cannot be read
 */
export async function resolveAddress(address: Address, options: SshOptions, signal?: AbortSignal): Promise<Settings> {
  const host = checkedHost(address.host);
  const user = address.user === undefined ? [] : ['-l', checkedUser(address.user)];
  const port = address.port === undefined ? [] : ['-p', String(address.port)];
  const file = options.configFile === undefined ? [] : ['-F', options.configFile];
  const output = await runSsh(['-G', ...file, ...user, ...port, '--', host], signal);
  const resolved =
    output === undefined
      ? await readConfiguration({ host, user: address.user, port: address.port }, options.configFile)
      : parseOptions(output);
  return overridden(readSettings(host, resolved), options);
}

function overridden(settings: Settings, options: SshOptions): Settings {
  return {
    ...settings,
    ...(options.knownHostsFile === undefined ? {} : { userKnownHosts: [options.knownHostsFile], globalKnownHosts: [] }),
    ...(options.identityFile === undefined
      ? {}
      : { identityFiles: [options.identityFile], certificateFiles: [], identitiesOnly: true }),
  };
}

/**
 * Addresses come from files of a workspace, and the configuration may pass them to a shell (`ProxyCommand`, `Match exec`):
 * what could mean something to one is refused, as OpenSSH itself does since 9.6.
 */
function checkedHost(host: string | undefined): string {
  if (host === undefined || host === '') throw new HostError('configuration', 'There is no host to connect to.');
  const shown = JSON.stringify(host);
  if (host.includes('@'))
    throw new HostError('configuration', `${shown} is not a host name. Write the user before the @ in its own field.`);
  if (host.startsWith('-') || /[\s\u0000-\u001f\u007f'"`$\\;&<>|(){}*?!#,/]/.test(host))
    throw new HostError('configuration', `${shown} is not a host name. Correct the address of the agent.`);
  return host;
}

function checkedUser(user: string): string {
  if (user === '' || user.startsWith('-') || /[\s\u0000-\u001f\u007f'"`$\\;&<>|(){}]/.test(user))
    throw new HostError('configuration', `${JSON.stringify(user)} is not a user name. Correct the user of the agent.`);
  return user;
}

/** @returns undefined where no `ssh` is installed */
function runSsh(args: string[], signal?: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    execFile(
      'ssh',
      args,
      { timeout: 20_000, maxBuffer: 4 << 20, signal, windowsHide: true },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return resolve(undefined);
        if (error.name === 'AbortError') return reject(new HostError('cancelled', 'Cancelled.'));
        const said = stderr.trim().split('\n').slice(-3).join(' ') || error.message;
        reject(new HostError('configuration', `The SSH configuration cannot be used: ${said}`, { cause: error }));
      },
    );
  });
}

let openSsh: Promise<boolean> | undefined;

/** Whether the system's `ssh` is there. */
export function hasOpenSsh(): Promise<boolean> {
  openSsh ??= new Promise((resolve) => {
    execFile('ssh', ['-V'], { timeout: 10_000, windowsHide: true }, (error) => resolve(!error));
  });
  return openSsh;
}
