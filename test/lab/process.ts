import { spawn } from 'node:child_process';

export interface Ran {
  stdout: string;
  stderr: string;
  /** Exit status; `null` when a signal ended it. */
  exit: number | null;
}

export function run(command: string, args: string[], input?: string | Buffer): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout?.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
    // A command that does not read all of its input is no fault of the caller.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    child.on('error', reject);
    child.on('close', (exit) =>
      resolve({
        stdout: Buffer.concat(chunks.stdout).toString(),
        stderr: Buffer.concat(chunks.stderr).toString(),
        exit,
      }),
    );
  });
}

/** Runs a command that has to succeed; gives its standard output. */
export async function must(command: string, args: string[], input?: string | Buffer): Promise<string> {
  const { stdout, stderr, exit } = await run(command, args, input);
  if (exit !== 0) {
    throw new Error(`${[command, ...args].join(' ')} ended with status ${exit}:\n${stderr}${stdout}`);
  }
  return stdout;
}

/** Asks until the answer is there. @throws Error that names what was waited for */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  { within = 20_000, every = 20 } = {},
): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited ${within / 1000} s in vain for ${what}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
