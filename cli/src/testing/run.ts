import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built program, which `npm run build` makes, or the one that NIX_AGENTS_CLI names. */
export const program = process.env.NIX_AGENTS_CLI ?? fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

export interface Ran {
  exit: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  input?: string;
  env?: NodeJS.ProcessEnv;
}

/** A command line that is still running. */
export interface Running {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  ended: Promise<Ran>;
}

export function start(args: readonly string[], { cwd, input, env }: RunOptions = {}): Running {
  const clean = { ...process.env, NO_COLOR: '', FORCE_COLOR: '' };
  const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...clean, ...env }, stdio: 'pipe' });
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const stdout = () => Buffer.concat(chunks.stdout).toString();
  const stderr = () => Buffer.concat(chunks.stderr).toString();
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, stdout: stdout(), stderr: stderr() }));
  });
  return { child, stdout, stderr, ended };
}

/** Runs the command line to its end. */
export function run(args: readonly string[], options?: RunOptions): Promise<Ran> {
  return start(args, options).ended;
}

export interface Folder {
  path: string;
  write(files: Record<string, string>): Promise<void>;
  remove(): Promise<void>;
}

/** A folder of files that goes with the test. */
export async function folderWith(files: Record<string, string>): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'nix-agents-cli-'));
  const write = async (all: Record<string, string>) => {
    for (const [name, text] of Object.entries(all)) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), text, { mode: 0o600 });
    }
  };
  await write(files);
  return { path, write, remove: () => rm(path, { recursive: true, force: true }) };
}
