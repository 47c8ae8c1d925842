import { recorded, type TranscriptEntry, transcriptText } from '../../../hosts/src/host/transcript.ts';
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
  const transcript: TranscriptEntry[] = [];
  try {
    return await work({
      pool: given.flag('verbose') ? recording(pool, transcript) : pool,
      ...(terminal.interactive && { ssh: terminalPrompts(signal) }),
    });
  } finally {
    pool.dispose();
    if (transcript.length > 0) terminal.note(transcriptText(transcript));
  }
}

/** The same pool, that keeps what is run on its hosts. */
function recording(pool: HostPool, transcript: TranscriptEntry[]): HostPool {
  const keep = (entry: TranscriptEntry) => void transcript.push(entry);
  return {
    ...pool,
    connect: async (...to) => recorded(await pool.connect(...to), keep),
  };
}
