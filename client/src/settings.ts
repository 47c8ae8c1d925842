import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';

export interface Settings {
  agents: {
    /** Seconds; 0 is never. */
    refreshInterval: number;
  };
  ssh: { configFile: string; knownHostsFile: string; identityFile: string; transport: 'auto' | 'ssh2' | 'openssh' };
}

export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration('nixAgents');
  return {
    agents: { refreshInterval: settings.get('agents.refreshInterval', 60) },
    ssh: {
      configFile: settings.get('ssh.configFile', ''),
      knownHostsFile: settings.get('ssh.knownHostsFile', ''),
      identityFile: settings.get('ssh.identityFile', ''),
      transport: settings.get('ssh.transport', 'auto'),
    },
  };
}

/** A path as people write it in settings: `~/…` is in their home. */
export function expandHome(path: string): string {
  return /^~(?=$|[\\/])/.test(path) ? join(homedir(), path.slice(1)) : path;
}
