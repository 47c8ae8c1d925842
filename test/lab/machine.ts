import type { ChildProcess } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, type Ran, run } from './process.ts';
import { cgroups, end, type Sandbox, spawnTied } from './sandbox.ts';

/** The exit status of systemd-nspawn when what runs in it wants to be booted again. */
const rebootStatus = 133;

/** The running container of one guest. */
export interface Machine {
  boot(): void;
  /** Process id of its systemd, as this machine counts. */
  init(): Promise<number>;
  exec(script: string, input?: string | Buffer): Promise<Ran>;
  /** Ends everything in it at once. */
  kill(): Promise<void>;
  /** How often it was booted. */
  readonly boots: number;
  console(): string;
}

export function createMachine(sandbox: Sandbox, options: { nspawn: string[]; onBoot: () => void }): Machine {
  const consoleFile = join(sandbox.folder, 'console.log');
  let container: ChildProcess | undefined;
  let boots = 0;
  let killed = false;

  const boot = (): void => {
    killed = false;
    boots += 1;
    const log = openSync(consoleFile, 'a');
    const join = cgroups(sandbox.name)
      .map((path) => `mkdir -p ${path}; echo $$ >${path}/cgroup.procs`)
      .join('\n');
    const nspawn = [
      ...['systemd-nspawn', '--quiet', `--machine=${sandbox.name}`, `--directory=${sandbox.folder}/root`, '--boot'],
      ...['--register=no', '--keep-unit', '--link-journal=no', '--console=pipe', '--resolv-conf=off', '--timezone=off'],
      ...options.nspawn,
    ];
    // A process namespace of its own: when its first process is killed, the kernel kills every other.
    const started = spawnTied(
      [
        ...['nsenter', ...sandbox.enter, 'sh', '-euc', `${join}\nexec "$@"`, 'sh'],
        ...['unshare', '--pid', '--fork', '--kill-child=KILL', '--mount-proc', ...nspawn],
      ],
      ['ignore', log, log],
    );
    container = started;
    options.onBoot();
    started.once('exit', (status) => {
      if (status === rebootStatus && !killed && container === started) {
        boot();
      }
    });
  };

  const init = async (): Promise<number> => {
    const nspawn = await childOf(container?.pid);
    for (const child of await childrenOf(nspawn)) {
      const status = await readFile(`/proc/${child}/status`, 'utf8').catch(() => '');
      // First in a process namespace below that of nspawn.
      if (/^NSpid:(\t\d+){2}\t1$/m.test(status)) {
        return child;
      }
    }
    throw new Error('The guest is not running.');
  };

  return {
    boot,
    init,
    async exec(script, input) {
      const pid = await eventually('the guest to run', () => init().catch(() => undefined));
      const environment = [
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'HOME=/root',
        'LANG=C.UTF-8',
      ];
      const enter = ['--target', String(pid), ...['--mount', '--uts', '--ipc', '--net', '--pid'], '--root', '--wd'];
      return run('nsenter', [...enter, 'env', '-i', ...environment, 'sh', '-c', script], input);
    },
    async kill() {
      killed = true;
      if (container !== undefined) {
        await end(container);
      }
      await eventually('the guest to be gone', () => cgroups(sandbox.name).every(isEmpty) || undefined);
    },
    get boots() {
      return boots;
    },
    console: () => readFileSync(consoleFile, 'utf8'),
  };
}

async function childrenOf(pid: number | undefined): Promise<number[]> {
  const list = pid === undefined ? '' : await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return list.split(' ').filter(Boolean).map(Number);
}

async function childOf(pid: number | undefined): Promise<number | undefined> {
  return (await childrenOf(pid))[0];
}

/** Whether no process is left in a control group or below it. */
function isEmpty(path: string): boolean {
  try {
    return !/populated 1/.test(readFileSync(join(path, 'cgroup.events'), 'utf8'));
  } catch {
    return true;
  }
}
