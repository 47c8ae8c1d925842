import { writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { Behaviour } from '../../demo/src/agent/control.ts';
import { agentPaths } from './agentUnits.ts';
import { writeGuestFiles } from './guestFiles.ts';
import { image } from './image.ts';
import { createMachine } from './machine.ts';
import { eventually, must, type Ran } from './process.ts';
import { createSandbox } from './sandbox.ts';
import { createLink, type Link } from './veth.ts';

export interface GuestOptions {
  /** `shared`: sshd on a port of 127.0.0.1. `veth`: a network of its own, which can be cut. */
  network?: 'shared' | 'veth';
  /** Agents beside the plain one, by the name of their instance: only `blue` has a user. */
  namedAgents?: 'blue'[];
  /** Bytes of its disk, default 1 GiB; it takes only what is used. */
  diskSize?: number;
}

/** A real Debian with systemd, sshd, journald and Nix. It ends with the process that booted it. */
export interface Guest {
  host: string;
  port: number;
  /** Private key that root and every other user accept: deployer (sudo without a password), nosudo, pwsudo (sudo with one), fisher (fish), zsher (zsh). */
  identityFile: string;
  knownHostsFile: string;
  /** Has one host, `guest`, with root as its user. */
  sshConfigFile: string;
  /** Private folder of this guest on the machine that runs the tests. */
  folder: string;
  /** Runs a shell script in it as root, not over its network. */
  exec(script: string, input?: string | Buffer): Promise<Ran>;
  /** As `exec`, and throws unless the script succeeds; gives its standard output. */
  sh(script: string, input?: string | Buffer): Promise<string>;
  /** Boots again in order, and waits until it is up. */
  reboot(): Promise<void>;
  /** Everything stops at once and what was not written through to the disk is lost; boots again and waits until it is up. */
  powerCut(): Promise<void>;
  /** As a pulled cable; only with `network: 'veth'`. */
  cutNetwork(): Promise<void>;
  restoreNetwork(): Promise<void>;
  /** Leaves no more than `leave` bytes of its disk, default none. */
  fillDisk(leave?: number): Promise<void>;
  freeDisk(): Promise<void>;
  /** Kills sshd and every connection that it serves. */
  killSshd(): Promise<void>;
  startSshd(): Promise<void>;
  /** The unit can no longer be started; what runs of it goes on. */
  breakUnit(unit: string): Promise<void>;
  mendUnit(unit: string): Promise<void>;
  /** How the stand-in agent behaves from its next start on; forgotten at the next boot. */
  behave(behaviour: Behaviour, agent?: string): Promise<void>;
  /** A command for the running stand-in agent: `lines N`, `task-start`, `task-end`, `log SEVERITY TEXT`, `raw TEXT`, `crash`. */
  command(command: string, agent?: string): Promise<void>;
  /** Waits until it can be logged in to and has settled. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Boots a guest and waits until it is up, agents included. @throws Error when the machine lacks what the lab needs */
export async function bootGuest({
  network = 'shared',
  namedAgents = [],
  diskSize = 2 ** 30,
}: GuestOptions = {}): Promise<Guest> {
  const sandbox = await createSandbox(await image(), diskSize);
  const { folder } = sandbox;
  const link: Link | undefined = network === 'veth' ? await createLink(sandbox.name) : undefined;
  const host = link?.guestAddress ?? '127.0.0.1';
  const port = link === undefined ? await freePort() : 22;
  await writeGuestFiles({
    root: sandbox.root,
    folder,
    hostname: 'guest',
    listen: link === undefined ? `ListenAddress 127.0.0.1\nPort ${port}` : 'Port 22',
    ...(link && { address: `${link.guestAddress}/30` }),
    agents: ['', ...namedAgents],
  });
  const identityFile = join(folder, 'id_ed25519');
  const knownHostsFile = join(folder, 'known_hosts');
  const sshConfigFile = join(folder, 'ssh_config');
  const hostKey = await must('cat', [join(sandbox.root, 'etc/ssh/ssh_host_ed25519_key.pub')]);
  await writeFile(knownHostsFile, `${port === 22 ? host : `[${host}]:${port}`} ${hostKey}`);
  await writeFile(
    sshConfigFile,
    `Host guest\n  HostName ${host}\n  Port ${port}\n  User root\nHost *\n  IdentityFile ${identityFile}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${knownHostsFile}\n  GlobalKnownHostsFile /dev/null\n`,
  );
  await must('sync', ['--file-system', sandbox.root]);

  const machine = createMachine(sandbox, { nspawn: link?.nspawn ?? [], onBoot: () => link?.connect() });
  const sh: Guest['sh'] = async (script, input) => {
    const { stdout, stderr, exit } = await machine.exec(script, input);
    if (exit !== 0) {
      throw new Error(`On the guest, this ended with status ${exit}: ${script}\n${stderr}${stdout}`);
    }
    return stdout;
  };
  const up = async (): Promise<void> => {
    try {
      await eventually('sshd of the guest', () => speaksSsh(host, port));
      await machine.exec('systemctl is-system-running --wait');
    } catch (error) {
      throw new Error(`The guest does not come up. Its console says:\n${machine.console().slice(-4000)}`, {
        cause: error,
      });
    }
  };

  const stop = async (): Promise<void> => {
    await machine.kill();
    await sandbox.dispose();
  };

  machine.boot();
  await up().catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  return {
    host,
    port,
    identityFile,
    knownHostsFile,
    sshConfigFile,
    folder,
    exec: machine.exec,
    sh,
    up,
    async reboot() {
      const before = machine.boots;
      await machine.exec('systemctl reboot');
      await eventually('the guest to boot again', () => machine.boots > before || undefined, { within: 60_000 });
      await up();
    },
    async powerCut() {
      await machine.kill();
      await sandbox.cutPower();
      machine.boot();
      await up();
    },
    cutNetwork: () => linkOf(link).cut(),
    restoreNetwork: () => linkOf(link).restore(),
    async fillDisk(leave = 0) {
      await sh(`free=$(df --output=avail -B1 / | tail -n 1); fallocate -l $((free - ${leave})) /lab-filler || true
[ ${leave} != 0 ] || { dd if=/dev/zero of=/lab-filler bs=4k oflag=append conv=notrunc status=none || true; } 2>/dev/null`);
    },
    async freeDisk() {
      await sh('rm -f /lab-filler');
    },
    async killSshd() {
      await sh('systemctl stop ssh.service; pkill -KILL -x sshd || true');
    },
    async startSshd() {
      await sh('systemctl start ssh.service');
    },
    async breakUnit(unit) {
      const dropIn = `/etc/systemd/system/${unit}.d`;
      await sh(
        `mkdir -p ${dropIn}; printf '[Service]\\nExecStartPre=\\nExecStart=\\nExecStart=/nonexistent\\n' >${dropIn}/broken.conf; systemctl daemon-reload`,
      );
    },
    async mendUnit(unit) {
      await sh(`rm -f /etc/systemd/system/${unit}.d/broken.conf; systemctl daemon-reload`);
    },
    async behave(behaviour, agent = '') {
      const { control } = agentPaths(agent);
      await sh(`mkdir -p ${control}; cat >${control}/behaviour.json`, JSON.stringify(behaviour));
    },
    async command(command, agent = '') {
      const { control, user } = agentPaths(agent);
      // Complete when it appears: the stand-in takes whatever is in the folder.
      await sh(
        `install -d -o ${user} ${control}/commands; cat >${control}/next; mv ${control}/next ${control}/commands/$(date +%s%N)`,
        command,
      );
    },
    stop,
  };
}

function linkOf(link: Link | undefined): Link {
  if (link === undefined) {
    throw new Error("Only a guest with network 'veth' has a network that can be cut.");
  }
  return link;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function speaksSsh(host: string, port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const finish = (answer: true | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data: Buffer) => finish(data.toString().startsWith('SSH-') || undefined));
    socket.once('error', () => finish(undefined));
    socket.once('timeout', () => finish(undefined));
    socket.once('close', () => finish(undefined));
  });
}
