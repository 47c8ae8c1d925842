import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Ended {
  code: number | null;
  signal: string | null;
}

/** A program of the demonstration host, in a process group of its own. */
export interface Process {
  pid: number;
  ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

export interface Program {
  command: string[];
  env: Record<string, string>;
  /** Each line of both outputs. */
  onLine?(line: string): void;
  /** Both outputs as they come, in place of lines. */
  onOutput?(chunk: Buffer): void;
}

/** Groups that still run. */
const groups = new Set<number>();

export function start({ command: [file = '', ...args], env, onLine, onOutput }: Program): Process {
  const child = spawn(file, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid = -1 } = child;
  keepGroup(child);
  const outputs = [child.stdout, child.stderr].map(
    (stream) =>
      new Promise<void>((resolve) => {
        if (onLine) {
          createInterface({ input: stream }).on('line', onLine).once('close', resolve);
        } else {
          stream.on('data', (chunk: Buffer) => onOutput?.(chunk)).once('close', resolve);
        }
      }),
  );
  return { pid, ended: endOf(child, outputs), kill: (signal) => killGroup(pid, signal) };
}

async function endOf(child: ChildProcess, outputs: Promise<void>[]): Promise<Ended> {
  const ended = await new Promise<Ended>((resolve) => {
    // As the shell and systemd count a program that cannot be started.
    child.once('error', () => resolve({ code: 203, signal: null }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  await Promise.all(outputs);
  return ended;
}

/** Remembers the process group of a child, so that it does not outlive the demonstration. */
export function keepGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid !== undefined) {
    groups.add(pid);
    child.once('exit', () => groups.delete(pid));
  }
}

export function killAll(): void {
  for (const group of groups) {
    killGroup(group, 'SIGKILL');
  }
}

export function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // It has just ended.
  }
}
