import * as vscode from 'vscode';
import type { Agent } from '../../../protocol/src/agents.ts';
import { expandHome, readSettings } from '../settings.ts';
import { sshArguments } from './sshArguments.ts';

/** A terminal with the system's own `ssh`, as the person would start it. */
export function openTerminal(agent: Agent): void {
  const { ssh } = readSettings();
  vscode.window
    .createTerminal({
      name: `${agent.name}: ssh`,
      shellPath: 'ssh',
      shellArgs: sshArguments(agent, {
        configFile: expandHome(ssh.configFile),
        knownHostsFile: expandHome(ssh.knownHostsFile),
        identityFile: expandHome(ssh.identityFile),
      }),
      iconPath: new vscode.ThemeIcon('server'),
      isTransient: true,
    })
    .show();
}
