import type { Address, SshOptions } from '../../../hosts/src/ssh/pool.ts';

/** The arguments of `ssh` that reach the same machine as our own connection does. */
export function sshArguments(
  address: Address,
  options: Pick<SshOptions, 'configFile' | 'knownHostsFile' | 'identityFile'>,
): string[] {
  const args: string[] = [];
  if (options.configFile) args.push('-F', options.configFile);
  if (options.knownHostsFile) {
    args.push('-o', `UserKnownHostsFile="${options.knownHostsFile}"`, '-o', 'GlobalKnownHostsFile=/dev/null');
  }
  if (options.identityFile) args.push('-i', options.identityFile, '-o', 'IdentitiesOnly=yes');
  if (address.port !== undefined) args.push('-p', String(address.port));
  if (address.user) args.push('-l', address.user);
  // After `--` a host named like an option is a host all the same.
  return [...args, '--', address.host ?? ''];
}
