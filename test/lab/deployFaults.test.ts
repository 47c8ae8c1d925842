import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { binaryCaches, joinToken } from '../../demo/src/keys.ts';
import { stepsOf, stepTitles } from '../../hosts/src/deploy/steps.ts';
import type { DeployReport, Plan } from '../../protocol/src/plan.ts';
import { agentPaths } from './agentUnits.ts';
import { createWorkspace, filesOn, leftovers, type Workspace } from './deployment.ts';
import { bootGuest, type Guest } from './guest.ts';
import { eventually } from './process.ts';

const { unit, pathUnit, user } = agentPaths('');
const lock = 'nix-agents-deploy-hercules-ci-agent.service';

/** A plan in which every step occurs: a new step is in the matrix by itself. */
const everything: Plan = {
  agent: '',
  name: '',
  machine: '',
  service: { manager: 'systemd', name: unit },
  steps: [],
  files: [
    {
      ...{ name: '', source: '', sha256: '', size: 0, destination: '', owner: '', group: '', mode: 0o600 },
      ...{ prepareIn: '', change: 'replace' },
    },
  ],
  restart: { when: 'idle', reason: '' },
  configurationCheck: { command: [] },
  watchers: [pathUnit],
  recovers: true,
  health: { message: '', timeoutSeconds: 1 },
  facts: { bootId: '', sha256: {} },
  notes: [],
};
const steps = [...stepsOf(everything), 'undo'];

interface Scene {
  guest: Guest;
  workspace: Workspace;
  /** Files of the guest before and, should the deployment succeed, after. */
  before: Record<string, string>;
  after: Record<string, string>;
  /** What a deployment that was interrupted earlier left. */
  interrupted?: Record<string, string>;
  step: string;
  /** Lets the host go on. */
  release(): Promise<unknown>;
  atStep: string;
}

/** What befalls a deployment that stands at the beginning of a step, and what it may come to. */
interface Fault {
  name: string;
  may: ('deployed' | 'rolled-back' | 'failed')[];
  strike(scene: Scene): Promise<unknown>;
}

const faults: Fault[] = [
  {
    name: 'the connection is cut for a while',
    may: ['deployed'],
    async strike({ guest, release }) {
      await guest.cutNetwork();
      await release();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await guest.restoreNetwork();
    },
  },
  {
    name: 'sshd is killed',
    may: ['deployed'],
    async strike({ guest, release }) {
      await guest.killSshd();
      await release();
      await guest.startSshd();
    },
  },
  {
    name: 'a second deployer comes',
    may: ['deployed'],
    async strike({ guest, release }) {
      const other = await createWorkspace(guest);
      const report = await other.deploy();
      await other.dispose();
      await release();
      expect(report).toMatchObject({ result: 'failed', summary: expect.stringContaining('Another deployment') });
    },
  },
  {
    name: 'the journal is rotated and emptied',
    may: ['deployed'],
    async strike({ guest, release }) {
      await guest.sh('journalctl -q --rotate --vacuum-time=1us');
      await release();
    },
  },
  {
    name: 'sshd is killed, and the journal emptied before it is back',
    may: ['deployed'],
    async strike({ guest, release }) {
      await guest.killSshd();
      await release();
      await ended(guest);
      await guest.sh('journalctl -q --rotate --vacuum-time=1us');
      await guest.startSshd();
    },
  },
  {
    name: 'the disk is full',
    may: ['deployed', 'rolled-back', 'failed'],
    async strike({ guest, release }) {
      await guest.fillDisk();
      await release();
      await ended(guest);
      await guest.freeDisk();
    },
  },
  {
    name: 'the program is killed on the host',
    may: ['failed', 'rolled-back'],
    async strike({ guest, release }) {
      await guest.sh(`systemctl kill --signal=KILL ${lock}`);
      await release();
    },
  },
  {
    name: 'the host is rebooted in order',
    may: ['failed', 'rolled-back'],
    async strike({ guest, step, release }) {
      const rebooted = guest.reboot();
      if (step === 'undo') {
        // The shutdown waits for what is undone.
        await new Promise((resolve) => setTimeout(resolve, 1000));
        await release();
      }
      await rebooted;
    },
  },
  {
    name: 'the power is cut',
    may: ['failed', 'rolled-back'],
    async strike({ guest, before, after, interrupted }) {
      await guest.powerCut();
      for (const [path, found] of Object.entries(await filesOn(guest))) {
        if (path in before) expect([before[path], after[path], interrupted?.[path]], path).toContain(found);
      }
    },
  },
];

const healthSeconds = (step: string) => (step === 'undo' ? 1 : 20);
const ended = (guest: Guest) =>
  eventually(
    'the deployment to end',
    async () => (await guest.exec(`systemctl is-active ${lock}`)).stdout.trim() === 'inactive' || undefined,
    { within: 60_000 },
  );

/** Cells of the matrix that came out well: step, then fault. */
const whole = new Set<string>();
const clientKilled = 'the client is killed';

async function writeSummary(): Promise<void> {
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    row(['', ...steps.map((step) => stepTitles[step] ?? step)]),
    row(['---', ...steps.map(() => ':-:')]),
    ...[...faults.map((fault) => fault.name), clientKilled].map((fault) =>
      row([fault, ...steps.map((step) => (whole.has(`${step} ${fault}`) ? '✓' : ' '))]),
    ),
  ].join('\n');
  const text = `# Reliability

What befalls a deployment at the beginning of each of its steps, on a real systemd host. A ✓ says that afterwards the host was
wholly as before or wholly as wanted, with the agent running and nothing left behind, that the next deployment worked, and
that the report had told the truth. The steps are those of the plan: a new one is in the table by itself.

${table}

Besides, in every run of the tests the power is cut at random instants of deployments, and whatever was not written through
to the disk is lost: each file was then old or new, and the next deployment whole.

<!-- Written by test/lab/deployFaults.test.ts when all of it has passed. -->
`;
  await writeFile(join(import.meta.dirname, '../../docs/reliability.md'), text);
}

describe('a deployment that is struck at the beginning of any step', () => {
  let guest: Guest;
  let client: string;
  beforeAll(async () => {
    guest = await bootGuest({ network: 'veth' });
    client = join(guest.folder, 'client.cjs');
    await build({
      entryPoints: [join(import.meta.dirname, 'deploymentClient.ts')],
      ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20', outfile: client },
      external: ['cpu-features', '*.node'],
      mainFields: ['module', 'main'],
    });
  });
  afterAll(async () => {
    // Only what was tried in full is told.
    if (whole.size === steps.length * (faults.length + 1)) await writeSummary();
    await rm(client, { force: true });
    await guest?.stop();
  });

  /** A guest with an agent that runs, and a workspace with other files. */
  async function prepare(step: string): Promise<Scene> {
    await guest.exec(`rm -f /run/lab/agent/behaviour.json /run/lab-at /run/lab-hold`);
    const workspace = await createWorkspace(guest);
    await workspace.deploy();
    const before = await filesOn(guest);
    const settled = await leftovers(guest);
    expect(settled).toBe('');
    const interrupted = step === 'recover' ? await interrupt(workspace) : undefined;
    await workspace.write({ token: joinToken(), caches: binaryCaches('mycache') });
    const after = Object.fromEntries(
      Object.entries(workspace.wanted()).map(([path, sum]) => [path, `${user}:${user} 600 ${sum}`]),
    );
    if (step === 'undo') await guest.behave({ online: 'never' });
    await guest.sh('mkdir -p /run/lab; touch /run/lab-hold');
    const release = () => guest.exec('rm -f /run/lab-hold');
    const atStep = `if [ "$1" = ${step} ]; then : >/run/lab-at; while [ -e /run/lab-hold ]; do sleep 0.02; done; fi`;
    return { guest, workspace, before, after, ...(interrupted && { interrupted }), step, release, atStep };
  }

  /** Leaves what a power cut in the middle of replacing leaves. */
  async function interrupt(workspace: Workspace): Promise<Record<string, string>> {
    await workspace.write({ token: joinToken(), caches: binaryCaches('interrupted') });
    await guest.sh('touch /run/lab-hold');
    const atStep = 'if [ "$1" = restart ]; then : >/run/lab-at; while [ -e /run/lab-hold ]; do sleep 0.02; done; fi';
    const report = workspace.deploy({}, { atStep });
    await atTheStep();
    await guest.powerCut();
    expect(await report).toMatchObject({ result: 'failed', summary: expect.stringContaining('went down') });
    return filesOn(guest);
  }

  const atTheStep = () =>
    eventually('the step', async () => (await guest.exec('test -e /run/lab-at')).exit === 0 || undefined);

  /** Whatever befell it: wholly as before or wholly as wanted, nothing left behind, and deployable. */
  async function expectWhole(scene: Scene, report: DeployReport | undefined): Promise<void> {
    const { workspace, before, after } = scene;
    await ended(guest);
    await guest.exec('rm -f /run/lab/agent/behaviour.json');
    if ((await leftovers(guest)) !== '') {
      // Only where the power was cut: the next deployment undoes it, even where it would change nothing.
      expect(report?.result).not.toBe('deployed');
      const again = await workspace.deploy({}, { confirm: async (plan) => plan.recovers });
      expect(again).toMatchObject({ result: 'deployed' });
      expect(await filesOn(guest)).toEqual(after);
    } else {
      const now = await filesOn(guest);
      if (report) expect(now).toEqual(report.result === 'deployed' ? after : before);
      else expect([before, after]).toContainEqual(now);
    }
    expect(await leftovers(guest)).toBe('');
    await eventually(
      'the agent',
      async () => (await guest.exec(`systemctl is-active ${unit}`)).exit === 0 || undefined,
    );
    expect((await guest.exec(`systemctl is-active ${pathUnit}`)).stdout).toBe('active\n');
    await workspace.dispose();
  }

  describe.each(steps)('%s', (step) => {
    test.each(faults)('$name', async ({ name, strike, may }) => {
      const scene = await prepare(step);
      const deployed = scene.workspace.deploy({ restart: 'idle', healthSeconds: healthSeconds(step) }, scene);
      await atTheStep();
      await strike(scene);
      const report = await deployed;
      if (step === 'undo') expect(['rolled-back', 'failed']).toContain(report.result);
      else expect(may, report.summary).toContain(report.result);
      await expectWhole(scene, report);
      whole.add(`${step} ${name}`);
    });

    test(clientKilled, async () => {
      const scene = await prepare(step);
      const { agent } = scene.workspace;
      const child = spawn(
        process.execPath,
        [
          client,
          JSON.stringify({
            agent,
            configFile: guest.sshConfigFile,
            atStep: scene.atStep,
            healthSeconds: healthSeconds(step),
          }),
        ],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await atTheStep();
      child.kill('SIGKILL');
      await gone;
      await scene.release();
      await expectWhole(scene, undefined);
      whole.add(`${step} ${clientKilled}`);
    });
  });

  describe('while its files are sent', () => {
    test.each(['is killed', 'is cut off by the end of sshd'])('the client %s', async (how) => {
      const scene = await prepare('none');
      await scene.workspace.write({ caches: binaryCaches('mycache') + ' '.repeat(24 * 1024 * 1024) });
      const { agent } = scene.workspace;
      const config = { agent, configFile: guest.sshConfigFile, atStep: scene.atStep, healthSeconds: 20 };
      const child = spawn(process.execPath, [client, JSON.stringify(config)], { stdio: 'ignore' });
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await eventually(
        'a part of the files',
        async () =>
          (await guest.exec('find /var/lib/hercules-ci-agent -name new.1 -size +100k | grep .')).exit === 0 ||
          undefined,
        { every: 1 },
      );
      child.kill('SIGKILL');
      if (how !== 'is killed') {
        await guest.killSshd();
        await guest.startSshd();
      }
      await gone;
      await eventually('all to be removed', async () => (await leftovers(guest)) === '' || undefined);
      expect(await filesOn(guest)).toEqual(scene.before);
      await scene.workspace.dispose();
    });
  });
});
