import { createHostPool, type HostPool } from '../../../hosts/src/ssh/pool.ts';
import type { SshPrompts } from '../../../hosts/src/ssh/prompts.ts';
import type { Given } from '../command.ts';
import type { Terminal } from '../terminal.ts';
import { terminalPrompts } from './prompts.ts';

export interface Connections {
  pool: HostPool;
  /** Absent where nobody can be asked. */
  ssh?: SshPrompts;
}

/** Gives the work a pool as the options say, and closes its connections afterwards. */
export async function withHosts<T>(
  given: Given,
  terminal: Terminal,
  signal: AbortSignal,
  work: (connections: Connections) => Promise<T>,
): Promise<T> {
  const pool = createHostPool({
    configFile: given.text('ssh-config'),
    knownHostsFile: given.text('known-hosts'),
    identityFile: given.text('identity'),
    acceptNewHostKey: given.flag('accept-new-host-key'),
  });
  try {
    return await work({ pool, ...(terminal.interactive && { ssh: terminalPrompts(signal) }) });
  } finally {
    pool.dispose();
  }
}
