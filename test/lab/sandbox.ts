import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, must } from './process.ts';

const prefix = 'nix-agents-lab-';

/** A folder of one guest, and the mount namespace that holds its disk. Both end with this process, however that ends. */
export interface Sandbox {
  /** Of its container. */
  name: string;
  folder: string;
  /** The guest's root folder as this process can reach it. */
  root: string;
  /** Arguments of `nsenter` that lead to the mounts. */
  enter: string[];
  /** Loses what the guest had not written through to its disk, as a power cut does. The guest must not run. */
  cutPower(): Promise<void>;
  dispose(): Promise<void>;
}

/** A root folder on a disk of its own (an ext4 image of `size` bytes) over the read-only `rootfs`. */
export async function createSandbox(rootfs: string, size: number): Promise<Sandbox> {
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await writeFile(join(folder, 'owner'), await identity(process.pid));
  const disk = join(folder, 'disk.img');
  await must('truncate', ['--size', String(size), disk]);
  await must('mkfs.ext4', ['-q', '-m', '0', '-E', 'lazy_itable_init=1,nodiscard', disk]);
  await mkdir(join(folder, 'disk'));
  await mkdir(join(folder, 'root'));
  const name = nameOf(folder);
  let holder = await mount(folder, rootfs);
  return {
    name,
    folder,
    get root() {
      return `/proc/${holder.pid}/root${folder}/root`;
    },
    get enter() {
      return [`--mount=/proc/${holder.pid}/ns/mnt`];
    },
    async cutPower() {
      // The copy holds what reached the disk; unmounting would write the rest.
      await must('cp', ['--sparse=always', disk, `${disk}.cut`]);
      await end(holder);
      await rename(`${disk}.cut`, disk);
      holder = await mount(folder, rootfs);
    },
    async dispose() {
      await end(holder);
      await Promise.all(cgroups(name).map(removeCgroup));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const mountScript = `
mount -o loop,commit=60 "$1/disk.img" "$1/disk"
mkdir -p "$1/disk/upper" "$1/disk/work"
mount -t overlay overlay -o "lowerdir=$2,upperdir=$1/disk/upper,workdir=$1/disk/work" "$1/root"
: >"$1/mounted"
exec sleep infinity`;

async function mount(folder: string, rootfs: string): Promise<ChildProcess> {
  await rm(join(folder, 'mounted'), { force: true });
  const command = ['unshare', '--mount', '--propagation', 'private', 'sh', '-euc', mountScript, 'sh', folder, rootfs];
  const holder = spawnTied(command, ['ignore', 'ignore', 'pipe']);
  let complaint = '';
  holder.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  await eventually('the disk of a guest', () => {
    if (holder.exitCode !== null) {
      throw new Error(`The disk of a guest cannot be mounted: ${complaint}`);
    }
    return existsSync(join(folder, 'mounted')) || undefined;
  });
  return holder;
}

/** Starts a process that the kernel kills when this one ends. */
export function spawnTied(command: string[], stdio: ('ignore' | 'pipe' | number)[]): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio });
}

/** Kills a process and waits until it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

/** Removes what guests of processes left that ended without tidying up; those of living processes are theirs. */
async function sweep(): Promise<void> {
  const living: string[] = [];
  for (const entry of (await readdir(tmpdir())).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(tmpdir(), entry);
    const owner = await readFile(join(folder, 'owner'), 'utf8').catch(() => undefined);
    if (owner === undefined || owner === (await identity(Number(owner.split(' ')[0])))) {
      living.push(nameOf(folder));
    } else {
      await rm(folder, { recursive: true, force: true });
    }
  }
  for (const parent of hierarchies()) {
    for (const entry of await readdir(parent)) {
      if (entry.startsWith('nixlab') && !living.includes(entry)) {
        await removeCgroup(join(parent, entry));
      }
    }
  }
}

/** Unique on this machine, and with `ve-` before it just short enough for a network interface. */
function nameOf(folder: string): string {
  return `nixlab${folder.slice(-6).toLowerCase()}`;
}

/** A process id that another process with the same number does not share. */
async function identity(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie is gone, even where nobody reaps it.
  return `${pid} ${fields[0] === 'Z' ? 'gone' : (fields[19] ?? 'gone')}`;
}

/** The hierarchies of control groups that systemd may use: version 2 alone, or beside version 1. */
function hierarchies(): string[] {
  const base = '/sys/fs/cgroup';
  return existsSync(`${base}/cgroup.controllers`)
    ? [base]
    : [`${base}/systemd`, `${base}/unified`].filter((path) => existsSync(path));
}

/** The control groups of a guest. */
export function cgroups(name: string): string[] {
  return hierarchies().map((parent) => join(parent, name));
}

async function removeCgroup(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true }).catch(() => [])) {
    if (entry.isDirectory()) {
      await removeCgroup(join(path, entry.name));
    }
  }
  await rmdir(path).catch(() => undefined);
}
