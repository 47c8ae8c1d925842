// The demonstration host: `node host.js EXAMPLE`. When it is ready it prints one line of JSON that says where everything is;
// it ends when its standard input does, or by a signal, and leaves nothing behind.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installAgent } from './host/agent.ts';
import { serveTools } from './host/manager.ts';
import { placesIn } from './host/paths.ts';
import { startSshServer } from './host/sshServer.ts';
import { writeStandIns } from './host/standIns.ts';
import { binaryCaches, joinToken } from './keys.ts';
import { createJournal } from './systemd/journal.ts';
import { killAll } from './systemd/process.ts';
import type { Units } from './systemd/unit.ts';
import { fillWorkspace, hostAlias } from './workspace.ts';

/** What the one line says. */
interface Demonstration {
  /** A filled copy of the example. */
  workspace: string;
  host: string;
  sshConfig: string;
  knownHosts: string;
}

const prefix = 'nix-agents-demo-';

async function main(example: string): Promise<void> {
  if (process.platform === 'win32') {
    throw new Error('The demonstration host needs a POSIX shell. On Windows, run npm start in WSL.');
  }
  // Short, and without characters that a shell would take for its own.
  const temporary = realpathSync(/^[\w/.-]{1,40}$/.test(tmpdir()) ? tmpdir() : '/tmp');
  removeLeftovers(temporary);
  const folder = mkdtempSync(join(temporary, `${prefix}${process.pid}-`));
  process.on('exit', () => {
    killAll();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => process.exit(0));
  }
  process.stdin.resume().on('end', () => process.exit(0));

  const places = placesIn(join(folder, 'host'));
  const bin = join(folder, 'bin');
  const env = {
    PATH: `${bin}:${process.env.PATH ?? '/usr/bin:/bin'}`,
    HOME: join(places.root, 'root'),
    LANG: 'C.UTF-8',
    STAND_IN_ROOT: places.root,
    STAND_IN_HOSTNAME: hostAlias,
  };
  const bootId = randomUUID();
  const put = (path: string, text: string) => {
    mkdirSync(join(places.root, path, '..'), { recursive: true });
    writeFileSync(join(places.root, path), text);
  };
  put('proc/sys/kernel/random/boot_id', `${bootId}\n`);
  put('etc/os-release', 'ID=nixos\nNAME=NixOS\nPRETTY_NAME="NixOS (demonstration)"\n');
  put('run/systemd/system/.keep', '');
  put('var/log/journal/demonstration/system.journal', '');
  put('root/.keep', '');
  const socket = join(folder, 'manager.sock');
  writeStandIns(bin, places, [process.execPath, join(__dirname, 'tool.js'), socket], process.platform);

  const journal = createJournal(bootId.replaceAll('-', ''));
  const units: Units = new Map();
  const runnable = ([program = '', ...rest]: string[]) => [program === '/bin/sh' ? join(bin, 'sh') : program, ...rest];
  const context = { units, journal, hostname: hostAlias, env, runnable };
  await serveTools(socket, journal, context);
  const token = `${joinToken()}\n`;
  const agent = installAgent({
    places,
    units,
    journal,
    hostname: hostAlias,
    env,
    script: join(__dirname, 'agent.js'),
    files: { joinToken: token, binaryCaches: binaryCaches('mycache') },
  });
  const server = await startSshServer(places, env);

  const client = join(folder, 'client');
  mkdirSync(client, { mode: 0o700 });
  const file = (name: string) => join(client, name);
  writeFileSync(file('id_ed25519'), server.clientKey, { mode: 0o600 });
  writeFileSync(file('known_hosts'), `[127.0.0.1]:${server.port} ${server.hostKey}\n`);
  writeFileSync(
    file('config'),
    `# Made by npm start\nHost ${hostAlias}\n  HostName 127.0.0.1\n  Port ${server.port}\n  User root\n  IdentityFile ${file('id_ed25519')}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${file('known_hosts')}\n  GlobalKnownHostsFile /dev/null\n`,
  );
  const workspace = join(folder, 'mycompany-agents');
  fillWorkspace(example, workspace, token);
  void agent.start();
  const ready: Demonstration = {
    workspace,
    host: hostAlias,
    sshConfig: file('config'),
    knownHosts: file('known_hosts'),
  };
  console.log(JSON.stringify(ready));
}

/** Removes the folders of demonstrations that were killed. */
function removeLeftovers(temporary: string): void {
  for (const entry of readdirSync(temporary).filter((name) => name.startsWith(prefix))) {
    const pid = Number(entry.slice(prefix.length).split('-')[0]);
    try {
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
        rmSync(join(temporary, entry), { recursive: true, force: true });
      }
    }
  }
}

main(process.argv[2] ?? 'examples/mycompany-agents').catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
