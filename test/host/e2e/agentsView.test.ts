import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenWorkbench, openWorkbench, themes } from './workbench.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Demonstration {
  workspace: string;
  host: string;
  sshConfig: string;
  knownHosts: string;
}

async function startDemonstration(): Promise<Demonstration & { stop(): Promise<void> }> {
  const program = join(root, 'dist/demo/host.js');
  const child: ChildProcess = spawn(process.execPath, [program, join(root, 'examples/mycompany-agents')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = await new Promise<Demonstration>((resolve, reject) => {
    child.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()) as Demonstration));
    child.once('exit', () => reject(new Error('The demonstration host did not start.')));
  });
  const stop = async () => {
    child.stdin?.end();
    await ended;
  };
  return { ...ready, stop };
}
