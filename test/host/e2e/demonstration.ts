import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What the demonstration host says when it is ready. */
interface Ready {
  /** A filled copy of the example's folder. */
  workspace: string;
  host: string;
  sshConfig: string;
  knownHosts: string;
}

export interface Demonstration extends Ready {
  stop(): Promise<void>;
}

/** Builds and starts the demonstration host: a real SSH server with a real shell behind it, without a guest to boot. */
export async function startDemonstration(): Promise<Demonstration> {
  await promisify(execFile)(process.execPath, ['scripts/build.mjs'], { cwd: root });
  const child: ChildProcess = spawn(
    process.execPath,
    [join(root, 'dist/demo/host.js'), join(root, 'examples/mycompany-agents')],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()) as Ready));
    child.once('exit', () => reject(new Error('The demonstration host did not start.')));
  });
  return {
    ...ready,
    stop: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}
