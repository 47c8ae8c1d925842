import { chmod, chown, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { binaryCaches, joinToken } from '../../demo/src/keys.ts';
import { agentPaths, agentProgram, agentScript, agentUnits, restarterScript } from './agentUnits.ts';
import { must } from './process.ts';

export interface GuestSetup {
  /** Root folder of the guest. */
  root: string;
  folder: string;
  hostname: string;
  /** Lines for sshd_config: where it listens. */
  listen: string;
  /** Address in its own network, with the length of the prefix; absent where it shares ours. */
  address?: string;
  /** Names of agents, `''` for the plain one. */
  agents: string[];
}

/** Writes what is a guest's own: its keys, its address, its agents with files that are in order. */
export async function writeGuestFiles(setup: GuestSetup): Promise<void> {
  const { root, folder } = setup;
  const put = async (path: string, text: string, mode = 0o644) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { mode });
    await chmod(join(root, path), mode);
  };
  const enable = async (unit: string, wantedBy: string) => {
    const folder = join(root, `etc/systemd/system/${wantedBy}.wants`);
    await mkdir(folder, { recursive: true });
    await symlink(`/etc/systemd/system/${unit}`, join(folder, unit));
  };

  await put('etc/hostname', `${setup.hostname}\n`);
  await put('etc/hosts', `127.0.0.1 localhost ${setup.hostname}\n`);
  await writeKeys(root, folder);
  await put(
    'etc/ssh/sshd_config.d/lab.conf',
    `${setup.listen}\nUsePAM no\nMaxStartups 200\nMaxSessions 200\nPasswordAuthentication no\nLogLevel VERBOSE\n`,
  );
  if (setup.address !== undefined) {
    await put(
      'etc/systemd/system/lab-network.service',
      `[Unit]\nDefaultDependencies=no\nBefore=network.target\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/sbin/ip address add ${setup.address} dev host0\nExecStart=/usr/sbin/ip link set host0 up\nExecStart=/usr/sbin/ip link set lo up\n`,
    );
    await enable('lab-network.service', 'multi-user.target');
  }
  await put(agentProgram, await agentScript(), 0o555);
  for (const name of setup.agents) {
    await writeAgent(root, name, put, enable);
  }
}

/** Host keys, and one key that every user of the guest accepts. */
async function writeKeys(root: string, folder: string): Promise<void> {
  await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', join(folder, 'id_ed25519')]);
  for (const type of ['ed25519', 'ecdsa']) {
    const file = join(root, `etc/ssh/ssh_host_${type}_key`);
    await must('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'lab', '-f', file]);
  }
  const users = (await readFile(join(root, 'etc/passwd'), 'utf8'))
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([, , uid]) => uid === '0' || (Number(uid) >= 1000 && Number(uid) < 60_000));
  for (const [, , uid, gid, , home] of users) {
    const ssh = join(root, home!, '.ssh');
    await mkdir(ssh, { recursive: true, mode: 0o700 });
    await cp(join(folder, 'id_ed25519.pub'), join(ssh, 'authorized_keys'));
    for (const path of [ssh, join(ssh, 'authorized_keys')]) {
      await chown(path, Number(uid), Number(gid));
    }
  }
}

async function writeAgent(
  root: string,
  name: string,
  put: (path: string, text: string, mode?: number) => Promise<void>,
  enable: (unit: string, wantedBy: string) => Promise<void>,
): Promise<void> {
  const paths = agentPaths(name);
  for (const [unit, text] of Object.entries(agentUnits(name))) {
    await put(`etc/systemd/system/${unit}`, text);
  }
  await enable(paths.unit, 'multi-user.target');
  await enable(paths.pathUnit, paths.unit);
  const restarter = restarterScript(name);
  await put(restarter.path, restarter.text, 0o555);
  await put(
    paths.config,
    `${JSON.stringify({ baseDirectory: paths.base, concurrentTasks: 2, nixUserIsTrusted: true, standInControl: paths.control }, null, 2)}\n`,
    0o444,
  );
  await put(paths.joinToken, `${joinToken()}\n`, 0o600);
  await put(paths.binaryCaches, binaryCaches('mycache'), 0o600);
  const passwd = await readFile(join(root, 'etc/passwd'), 'utf8');
  const [, , uid, gid] = passwd
    .split('\n')
    .find((line) => line.startsWith(`${paths.user}:`))!
    .split(':');
  for (const path of [paths.base, paths.secrets, paths.joinToken, paths.binaryCaches]) {
    await chown(join(root, path), Number(uid), Number(gid));
  }
  for (const path of [paths.base, paths.secrets]) {
    await chmod(join(root, path), 0o700);
  }
}
