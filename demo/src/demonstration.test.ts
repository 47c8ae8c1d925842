import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deploy } from '../../hosts/src/deploy/session.ts';
import { statusOf } from '../../hosts/src/host/status.ts';
import { journalOf } from '../../hosts/src/journal/follow.ts';
import { createHostPool, type HostPool } from '../../hosts/src/ssh/pool.ts';
import type { Agent } from '../../protocol/src/agents.ts';
import type { JournalEntry } from '../../protocol/src/journal.ts';
import type { Knowledge } from '../../protocol/src/knowledge.ts';
import type { DeployReport } from '../../protocol/src/plan.ts';
import { binaryCaches } from './keys.ts';

interface Ready {
  workspace: string;
  host: string;
  sshConfig: string;
}

let folder: string;
let host: ChildProcess;
let ready: Ready;
let pool: HostPool;
let agent: Agent;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nix-agents-demonstration-'));
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  await build({
    entryPoints: { host: here('main.ts'), tool: here('toolMain.ts'), agent: here('agent/main.ts') },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['cpu-features', '*.node'],
    outdir: folder,
  });
  host = spawn(process.execPath, [join(folder, 'host.js'), here('../../examples/mycompany-agents')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  ready = await new Promise<Ready>((resolve, reject) => {
    host.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()) as Ready));
    host.once('exit', () => reject(new Error('The demonstration host did not start.')));
  });
  pool = createHostPool({ configFile: ready.sshConfig });
  agent = {
    id: 'hercules-ci:agent',
    name: 'agent',
    group: '',
    kind: 'hercules-ci',
    workspace: ready.workspace,
    host: ready.host,
    secrets: ['cluster-join-token.key', 'binary-caches.json'].map((name) => ({ name, source: name })),
    definedAt: [],
    provenance: {},
  };
}, 60_000);

afterAll(async () => {
  pool?.dispose();
  const gone = new Promise((resolve) => host.once('exit', resolve));
  host?.stdin?.end();
  await gone;
  expect(existsSync(dirname(ready.workspace))).toBe(false);
  await rm(folder, { recursive: true });
});

const knowledge: Knowledge = {
  agents: async () => [agent],
  check: async () => ({ state: 'checked', findings: [], unsaved: false }),
  locate: async () => [],
};

function deployNow(): Promise<DeployReport> {
  return deploy(agent, {}, { pool, knowledge, confirm: async () => true, onStep: () => {} });
}

async function stateWithin(milliseconds: number, wanted: string): Promise<string | undefined> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const [status] = await statusOf([agent], { pool });
    if (status?.state === wanted || Date.now() > deadline) {
      return status?.state;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function onHost(script: string): Promise<string> {
  const connected = await pool.connect(agent);
  return (await connected.run(script)).stdout;
}

test('the agent of the demonstration host is healthy, is stopped and is started', async () => {
  expect(await stateWithin(10_000, 'healthy')).toBe('healthy');
  await onHost('systemctl stop hercules-ci-agent');
  expect(await stateWithin(10_000, 'stopped')).toBe('stopped');
  await onHost('systemctl start hercules-ci-agent');
  expect(await stateWithin(10_000, 'healthy')).toBe('healthy');
});

test('its files are deployed, with one restart, and a second time nothing changes', async () => {
  const invocation = () => onHost('systemctl show -p InvocationID --value hercules-ci-agent');
  const before = await invocation();
  const report = await deployNow();
  expect(report.result).toBe('deployed');
  const after = await invocation();
  expect(after).not.toBe(before);
  expect(await onHost('cat /var/lib/hercules-ci-agent/secrets/binary-caches.json')).toBe(
    readFileSync(join(ready.workspace, 'binary-caches.json'), 'utf8'),
  );
  expect((await deployNow()).result).toBe('unchanged');
  expect(await invocation()).toBe(after);
});

test('a broken file is refused in the words of the agent, and the old one stays', async () => {
  const before = await onHost('cat /var/lib/hercules-ci-agent/secrets/binary-caches.json');
  await writeFile(join(ready.workspace, 'binary-caches.json'), '{"mycache": {"kind": "CachixCache"}}');
  const report = await deployNow();
  expect(report.result).not.toBe('deployed');
  expect(JSON.stringify(report)).toContain('publicKeys');
  expect(await onHost('cat /var/lib/hercules-ci-agent/secrets/binary-caches.json')).toBe(before);
  expect(await onHost('find /var/lib/hercules-ci-agent -name ".nix-agents*"; ls /var/lib/nix-agents 2>/dev/null')).toBe(
    '',
  );
  await writeFile(join(ready.workspace, 'binary-caches.json'), binaryCaches('mycache'));
});

test('an agent that is broken on the host says why in its journal, which is followed', async () => {
  const entries: JournalEntry[] = [];
  const ended = new AbortController();
  const following = (async () => {
    for await (const event of journalOf(agent, { follow: true, lines: 5 }, { pool, signal: ended.signal })) {
      if (event.kind === 'entries') {
        entries.push(...event.entries);
      }
    }
  })();
  const before = await onHost('cat /var/lib/hercules-ci-agent/secrets/binary-caches.json');
  await onHost('echo "{" >/var/lib/hercules-ci-agent/secrets/binary-caches.json; systemctl restart hercules-ci-agent');
  expect(await stateWithin(10_000, 'failing')).toBe('failing');
  const said = () => entries.some(({ message }) => message.includes('Error in $: Unexpected end-of-input, expecting'));
  for (const deadline = Date.now() + 10_000; !said() && Date.now() < deadline; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(entries.map(({ message }) => message).join('\n')).toContain('Error in $: Unexpected end-of-input, expecting');
  ended.abort();
  await following;
  await onHost(
    `printf '%s' '${before}' >/var/lib/hercules-ci-agent/secrets/binary-caches.json; systemctl restart hercules-ci-agent`,
  );
  expect(await stateWithin(10_000, 'healthy')).toBe('healthy');
});
