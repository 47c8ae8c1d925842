import * as vscode from 'vscode';
import type { Address, HostPool } from '../../hosts/src/ssh/pool.ts';
import type { SshPrompts } from '../../hosts/src/ssh/prompts.ts';
import { machineOf } from './agents/machine.ts';
import { expandHome, readSettings } from './settings.ts';
import { createPrompts } from './ssh/prompts.ts';

export type Engines = typeof import('./engines.ts');

const rememberedMachines = 'machines';

/** The machines as the editor sees them: engines that load on first use, one pool of connections, and the person to ask. */
export interface Hosts {
  readonly prompts: SshPrompts;
  engines(): Promise<Engines>;
  pool(): Promise<HostPool>;
  /** Whether the person connected to this machine before: only such machines are contacted unasked. */
  isKnown(address: Address): boolean;
  /** To be called after a machine has answered. */
  remember(address: Address): Promise<void>;
}

export function createHosts(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Hosts {
  let engines: Promise<Engines> | undefined;
  let pool: Promise<HostPool> | undefined;

  const load = () => {
    // A bundle of its own (scripts/build.mjs): by its name there and not by its source's.
    engines ??= import('./engines.js');
    return engines;
  };
  const open = async (): Promise<HostPool> => {
    const { createHostPool } = await load();
    const { ssh } = readSettings();
    return createHostPool({
      ...(ssh.configFile && { configFile: expandHome(ssh.configFile) }),
      ...(ssh.knownHostsFile && { knownHostsFile: expandHome(ssh.knownHostsFile) }),
      ...(ssh.identityFile && { identityFile: expandHome(ssh.identityFile) }),
      transport: ssh.transport,
    });
  };
  const close = () => {
    pool?.then(
      (open) => open.dispose(),
      () => undefined,
    );
    pool = undefined;
  };
  const remembered = () => context.globalState.get<string[]>(rememberedMachines, []);

  context.subscriptions.push(
    { dispose: close },
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('nixAgents.ssh')) return;
      log.info('The SSH settings changed: connections are made anew.');
      close();
    }),
  );

  return {
    prompts: createPrompts(),
    engines: load,
    pool: () => {
      pool ??= open();
      return pool;
    },
    isKnown: (address) => remembered().includes(machineOf(address)),
    async remember(address) {
      const machine = machineOf(address);
      const machines = remembered();
      if (!machines.includes(machine)) await context.globalState.update(rememberedMachines, [...machines, machine]);
    },
  };
}
