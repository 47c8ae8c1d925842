// What the tests need from the machine beside Node, and how it gets there.
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

const programs = {
  chromium: ['chromium', 'fonts-liberation'],
  'systemd-nspawn': ['systemd-container'],
  mmdebstrap: ['mmdebstrap', 'debian-archive-keyring'],
  'nix-instantiate': ['nix-bin'],
  sshd: ['openssh-server'],
  ssh: ['openssh-client'],
  ip: ['iproute2'],
  git: ['git'],
  fish: ['fish'],
  zsh: ['zsh'],
  nvim: ['neovim'],
  nc: ['netcat-openbsd'],
};

function onPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const missingPrograms = () => Object.keys(programs).filter((program) => !onPath(program));

function isDebian() {
  return (
    existsSync('/etc/os-release') && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
  );
}

/**
 * Installs what is missing where this is root on Debian or Ubuntu.
 * @returns {Promise<string[]>} the programs that are still missing
 */
export async function installRequirements() {
  const missing = missingPrograms();
  if (missing.length === 0) return [];
  const packages = missing.flatMap((program) => programs[program]);
  if (process.getuid?.() !== 0 || !isDebian()) {
    console.error(`Not installed here: ${missing.join(', ')}. On Debian or Ubuntu this installs them:`);
    console.error(`  sudo apt-get install --no-install-recommends ${packages.join(' ')}`);
    return missing;
  }
  console.error(`Installing ${packages.join(' ')} …`);
  // No package may start its service on this machine: sshd is here for its program alone.
  const policy = '/usr/sbin/policy-rc.d';
  if (!existsSync(policy)) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = ['-o', 'DPkg::Lock::Timeout=600', '-qq'];
  await run('apt-get', [...apt, 'update'], { env, stdio: ['ignore', 2, 2] });
  await run('apt-get', [...apt, 'install', '-y', '--no-install-recommends', ...packages], {
    env,
    stdio: ['ignore', 'ignore', 2],
  });
  return missingPrograms();
}
