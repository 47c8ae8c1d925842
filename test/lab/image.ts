import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from './process.ts';

const suite = 'bookworm';
const packages = [
  'systemd,systemd-sysv,dbus,libpam-systemd,openssh-server,nix-bin,iproute2,sudo,ca-certificates,procps,zstd',
  'fish,zsh',
  // What the stand-in agent is written for.
  'nodejs',
].join(',');
const unneeded = ['man', 'locale', 'doc', 'info', 'fish/tools', 'groff'].map(
  (folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`,
);
const setup = fileURLToPath(new URL('image/setup.sh', import.meta.url));

/**
 * The root folder of a Debian with systemd, sshd and Nix, shared read-only by all guests. Made on the first call on this machine,
 * about a minute; cached by the hash of what it is made from.
 * @throws Error when this is not root, or a tool or the package mirror is not there
 */
export async function image(): Promise<string> {
  if (process.getuid?.() !== 0) {
    throw new Error('The lab boots guests with systemd-nspawn, which needs root: run the tests as root.');
  }
  const recipe = createHash('sha256')
    .update(JSON.stringify([suite, packages, unneeded, process.arch]))
    .update(readFileSync(setup))
    .digest('hex')
    .slice(0, 16);
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'nix-agents');
  const rootfs = join(cache, `lab-${recipe}`);
  if (existsSync(rootfs)) {
    return rootfs;
  }
  await mkdir(cache, { recursive: true });
  const unfinished = `${rootfs}.unfinished`;
  // The lock is the kernel's: it goes with the process that holds it, and whoever waited finds the image made.
  const build = [
    '[ ! -e "$1" ] || exit 0',
    'rm -rf --one-file-system "$2"; shift 2',
    'mmdebstrap --quiet --variant=minbase --mode=root "$@"',
  ].join('\n');
  await must('flock', [
    `${rootfs}.lock`,
    'sh',
    '-euc',
    `${build}\nmv "${unfinished}" "${rootfs}"`,
    'sh',
    rootfs,
    unfinished,
    `--include=${packages}`,
    ...unneeded,
    `--customize-hook=sh ${setup} "$1"`,
    suite,
    unfinished,
  ]);
  await rm(`${rootfs}.lock`, { force: true });
  return rootfs;
}
