import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { binaryCaches } from '../../demo/src/keys.ts';
import { createHostPool, type HostPool } from '../../hosts/src/ssh/pool.ts';
import { agentPaths } from './agentUnits.ts';
import { createWorkspace, filesOn, leftovers, restarterSeconds, starts, type Workspace } from './deployment.ts';
import { bootGuest, type Guest } from './guest.ts';
import { eventually } from './process.ts';
import { watchProgram } from './watchProgram.ts';

const { unit, user, base, secrets, pathUnit, restarter } = agentPaths('');
const withoutPublicKeys = '{"mycache": {"kind": "CachixCache"}}';
const error = {
  code: 'binary-caches/missing-property',
  severity: 'error' as const,
  message: 'publicKeys is missing.',
  range: { start: { line: 0, character: 12 }, end: { line: 0, character: 35 } },
  fixes: [],
};

describe('deploying the files of an agent', () => {
  let guest: Guest;
  let workspace: Workspace;
  beforeAll(async () => {
    guest = await bootGuest({ namedAgents: ['blue'] });
  });
  afterAll(() => guest?.stop());
  beforeEach(async () => {
    workspace = await createWorkspace(guest);
  });
  afterEach(async () => {
    await workspace.dispose();
    expect(await leftovers(guest)).toBe('');
  });

  const asWanted = (of = workspace, owner = user) =>
    Object.fromEntries(Object.entries(of.wanted()).map(([path, sum]) => [path, `${owner}:${owner} 600 ${sum}`]));
  const isActive = (name: string) => guest.exec(`systemctl is-active ${name}`).then((ran) => ran.stdout.trim());

  test('puts them in place for the agent alone, and restarts it once although a path unit watches', async () => {
    const before = await starts(guest);
    const report = await workspace.deploy();
    expect(report).toMatchObject({ result: 'deployed', journal: [] });
    expect(report.summary).toMatch(/^3 files deployed to root@.*; the agent is online\.$/);
    expect(await filesOn(guest)).toEqual(asWanted());
    await restarterSeconds();
    expect(await starts(guest)).toBe(before + 1);
    expect(await isActive(pathUnit)).toBe('active');
    expect(await isActive(restarter)).toBe('inactive');
  });

  test('changes and restarts nothing where nothing is new, in at most two round trips', async () => {
    await workspace.deploy();
    const before = await starts(guest);
    const files = await filesOn(guest);
    const { pool, trips } = counting(createHostPool({ configFile: guest.sshConfigFile }));
    const report = await workspace.deploy({}, { pool });
    expect(report.result).toBe('unchanged');
    expect(trips()).toBeLessThanOrEqual(2);
    pool.dispose();
    expect(await filesOn(guest)).toEqual(files);
    expect(await starts(guest)).toBe(before);
  });

  test('plans without changing anything', async () => {
    const files = await filesOn(guest);
    const before = await starts(guest);
    const report = await workspace.deploy({ dryRun: true }, { confirm: () => Promise.reject(new Error('asked')) });
    expect(report).toMatchObject({ result: 'planned', plan: { restart: { when: 'now' } } });
    expect(report.plan?.files.map((file) => file.change).slice(0, 2)).toEqual(['replace', 'replace']);
    expect(await filesOn(guest)).toEqual(files);
    expect(await starts(guest)).toBe(before);
  });

  test('leaves the host alone without a confirmation, and with errors in the files', async () => {
    const files = await filesOn(guest);
    expect(await workspace.deploy({}, { confirm: async () => false })).toMatchObject({ result: 'failed' });
    workspace.find(error);
    const report = await workspace.deploy();
    expect(report).toMatchObject({ result: 'failed', summary: expect.stringContaining(':1: publicKeys is missing.') });
    expect(await filesOn(guest)).toEqual(files);
  });

  test('puts the old files back when the agent does not come up with the new ones', async () => {
    const files = await filesOn(guest);
    await workspace.write({ caches: withoutPublicKeys });
    workspace.find(error);
    const report = await workspace.deploy({ ignoreFindings: true });
    expect(report).toMatchObject({ result: 'rolled-back', summary: expect.stringContaining('the agent runs') });
    expect(report.journal.join('\n')).toContain('key \\"publicKeys\\" not found');
    expect(await filesOn(guest)).toEqual(files);
    expect(await isActive(unit)).toBe('active');
    const before = await starts(guest);
    await restarterSeconds();
    expect(await starts(guest)).toBe(before);
  });

  test("replaces nothing that the agent's own check refuses", async () => {
    const files = await filesOn(guest);
    const before = await starts(guest);
    await workspace.write({ caches: withoutPublicKeys });
    const report = await workspace.deploy();
    expect(report).toMatchObject({
      result: 'failed',
      summary: expect.stringContaining('key \\"publicKeys\\" not found'),
    });
    expect(await filesOn(guest)).toEqual(files);
    expect(await starts(guest)).toBe(before);
  });

  test('puts the old files back when the agent stays silent', async () => {
    const files = await filesOn(guest);
    await guest.behave({ online: 'never' });
    const report = await workspace.deploy({ healthSeconds: 3 });
    expect(report).toMatchObject({ result: 'rolled-back', summary: expect.stringContaining('within 3 seconds') });
    expect(await filesOn(guest)).toEqual(files);
    await guest.sh(`rm /run/lab/agent/behaviour.json; systemctl restart ${unit}`);
  });

  test('brings an agent back at once that waits for its next automatic restart', async () => {
    await guest.exec(`echo '{' >${secrets}/binary-caches.json; systemctl restart ${unit}`);
    expect(await isActive(unit)).toBe('activating');
    expect(await workspace.deploy()).toMatchObject({ result: 'deployed' });
    expect(await isActive(unit)).toBe('active');
  });

  test('gives the files to the agent where only their owner or mode is wrong', async () => {
    await workspace.deploy();
    await guest.sh(`chown root:root ${secrets}/secrets.json; chmod 0644 ${secrets}/binary-caches.json`);
    const report = await workspace.deploy();
    expect(report.plan?.files.map((file) => file.change)).toEqual(['none', 'attributes', 'attributes']);
    expect(await filesOn(guest)).toEqual(asWanted());
  });

  test('makes the folder of a first deployment, and takes it away again when that fails', async () => {
    const blue = await createWorkspace(guest, { name: 'blue' });
    const { secrets: folder, unit: blueUnit } = agentPaths('blue');
    await guest.sh(`systemctl stop ${blueUnit}; rm -r ${folder}`);
    await blue.write({ caches: withoutPublicKeys });
    blue.find(error);
    const failed = await blue.deploy({ ignoreFindings: true });
    expect(failed).toMatchObject({ result: 'rolled-back', summary: expect.stringContaining('stopped, as before') });
    expect(await guest.exec(`ls ${folder}`)).toMatchObject({ exit: 2 });
    blue.find(undefined);
    await blue.write({ caches: binaryCaches('mycache') });
    expect(await blue.deploy()).toMatchObject({ result: 'deployed' });
    expect(await filesOn(guest, 'blue')).toEqual(asWanted(blue, 'hci-blue'));
    expect(await guest.sh(`stat -c '%U %a' ${folder}`)).toBe('hci-blue 700\n');
    await blue.dispose();
  });

  test('waits until no task runs, and can be told to write only', async () => {
    await guest.sh(`systemctl restart ${unit}`);
    await eventually('the agent', async () =>
      (await guest.sh(`journalctl -q -o cat -n 1 -u ${unit}`)).includes('online'),
    );
    await guest.command('task-start');
    await eventually('a task', async () =>
      (await guest.sh(`journalctl -q -o cat -n 1 -u ${unit}`)).includes('Starting task'),
    );
    let waiting: (() => void) | undefined;
    const waits = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const before = await starts(guest);
    const deployed = workspace.deploy({ restart: 'idle' }, { onStep: (step) => step.step === 'wait' && waiting?.() });
    await waits;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await starts(guest)).toBe(before);
    await guest.command('task-end');
    expect(await deployed).toMatchObject({ result: 'deployed' });
    expect(await starts(guest)).toBe(before + 1);

    await workspace.write({ secrets: '{"a": {"kind": "Secret", "data": {}}}' });
    expect(await workspace.deploy({ restart: 'never' })).toMatchObject({ result: 'deployed' });
    await restarterSeconds();
    expect(await starts(guest)).toBe(before + 1);
    expect(await filesOn(guest)).toEqual(asWanted());
  });

  test('refuses a second deployer while the first one is at work', async () => {
    await guest.behave({ online: 3000 });
    const other = await createWorkspace(guest);
    let restarted: (() => void) | undefined;
    const inHealth = new Promise<void>((resolve) => {
      restarted = resolve;
    });
    const first = workspace.deploy({}, { onStep: (step) => step.step === 'health' && restarted?.() });
    await inHealth;
    expect(await other.deploy()).toMatchObject({
      result: 'failed',
      summary: expect.stringMatching(/^Another deployment of hercules-ci-agent\.service is running on /),
    });
    expect(await first).toMatchObject({ result: 'deployed' });
    expect(await filesOn(guest)).toEqual(asWanted());
    await guest.sh('rm /run/lab/agent/behaviour.json');
    await other.dispose();
  });

  test('lets exactly one of two win that plan at the same time', async () => {
    const other = await createWorkspace(guest);
    const together = barrier(2);
    const reports = await Promise.all(
      [workspace, other].map((each) => each.deploy({}, { confirm: () => together().then(() => true) })),
    );
    const won = reports.findIndex((report) => report.result === 'deployed');
    expect(reports.map((report) => report.result).sort()).toEqual(['deployed', 'failed']);
    expect(await filesOn(guest)).toEqual(asWanted([workspace, other][won]!));
    await other.dispose();
  });

  test('goes on with sudo from any login shell, and says what is missing without', async () => {
    for (const name of ['deployer', 'fisher', 'zsher']) {
      const helped = await createWorkspace(guest, { user: name });
      expect(await helped.deploy()).toMatchObject({ result: 'deployed' });
      expect(await filesOn(guest)).toEqual(asWanted(helped));
      await helped.dispose();
    }
    const files = await filesOn(guest);
    for (const name of ['nosudo', 'pwsudo']) {
      const helpless = await createWorkspace(guest, { user: name });
      expect(await helpless.deploy()).toMatchObject({ result: 'failed', summary: expect.stringMatching(/sudo/) });
      await helpless.dispose();
    }
    expect(await filesOn(guest)).toEqual(files);
  });

  test('refuses what sops-nix manages, and a unit that is not there', async () => {
    await guest.sh(`mkdir -p /run/secrets.d/1; ln -sfn /run/secrets.d/1 /run/secrets; echo '{}' >/run/secrets.d/1/secrets.json
mv ${secrets}/secrets.json /root/kept.json; ln -s /run/secrets/secrets.json ${secrets}/secrets.json`);
    expect(await workspace.deploy()).toMatchObject({
      result: 'failed',
      summary: expect.stringMatching(/secrets\.json on .* is managed by sops-nix: deploy the system\.$/),
    });
    await guest.sh(`mv /root/kept.json ${secrets}/secrets.json; rm -r /run/secrets /run/secrets.d`);
    workspace.agent.service = { manager: 'systemd', name: 'no-such-agent.service' };
    expect(await workspace.deploy()).toMatchObject({
      result: 'failed',
      summary: expect.stringMatching(/^There is no unit no-such-agent\.service on /),
    });
  });

  test('says that a host without systemd is not supported', async () => {
    await guest.sh('mv /usr/bin/systemctl /usr/bin/systemctl.away');
    const report = await workspace.deploy();
    await guest.sh('mv /usr/bin/systemctl.away /usr/bin/systemctl');
    expect(report).toMatchObject({ result: 'failed', summary: expect.stringMatching(/^not supported: /) });
  });

  test.each([0, 300 * 1024])('leaves a host whose disk is full as it was (%i bytes free)', async (leave) => {
    const files = await filesOn(guest);
    const caches = binaryCaches(...Array.from({ length: 3000 }, (_, index) => `cache-${index}`));
    await workspace.write({ caches });
    await guest.fillDisk(leave);
    const report = await workspace.deploy();
    await guest.freeDisk();
    expect(report).toMatchObject({ result: 'failed', summary: expect.stringContaining('is full') });
    expect(await filesOn(guest)).toEqual(files);
    expect(await isActive(unit)).toBe('active');
  });

  test('undoes everything when it is cancelled, wherever that is', async () => {
    const files = await filesOn(guest);
    for (const at of ['look', 'send', 'verify', 'check', 'hold', 'replace', 'restart', 'health']) {
      const abort = new AbortController();
      await guest.behave({ online: 2000 });
      const report = await workspace.deploy(
        {},
        { signal: abort.signal, onStep: (step) => step.step === at && abort.abort() },
      );
      await guest.sh('rm /run/lab/agent/behaviour.json');
      expect(['failed', 'rolled-back'], at).toContain(report.result);
      expect(report.summary, at).toMatch(/^Cancelled/);
      expect(await filesOn(guest), at).toEqual(files);
      await eventually('the agent', async () => (await isActive(unit)) === 'active' || undefined);
      expect(await leftovers(guest), at).toBe('');
    }
  });

  test('follows on over a new connection when the first is lost', async () => {
    await guest.behave({ online: 3000 });
    let killed: Promise<void> | undefined;
    const report = await workspace.deploy(
      {},
      {
        onStep(step) {
          if (step.step === 'health' && !killed) killed = guest.killSshd().then(() => guest.startSshd());
        },
      },
    );
    await killed;
    await guest.sh('rm /run/lab/agent/behaviour.json');
    expect(report).toMatchObject({ result: 'deployed' });
    expect(report.steps.map((step) => step.step)).toEqual([
      ...['files', 'look', 'confirm', 'send', ...report.plan!.steps],
    ]);
    expect(await filesOn(guest)).toEqual(asWanted());
  });
});

describe('the secrets of a deployment', () => {
  let guest: Guest;
  beforeAll(async () => {
    guest = await bootGuest();
  });
  afterAll(() => guest?.stop());

  test('are at no instant readable by others, nor in a command line, nor in the journal', async () => {
    const workspace = await createWorkspace(guest);
    await guest.sh(`chmod 0755 ${base} ${secrets}`);
    await guest.sh(`cat >/root/watch.js; systemd-run -q --unit=watch node /root/watch.js ${base}`, watchProgram);
    await eventually('the watcher', async () => (await guest.exec('test -e /run/watch')).exit === 0 || undefined);
    const words = new Set<string>();
    for (let round = 0; round < 4; round += 1) {
      const caches = binaryCaches('mycache', `cache-${round}`);
      await workspace.write({ caches });
      for (const [word] of caches.matchAll(/[A-Za-z0-9+/]{86}==/g)) words.add(word);
      if (round === 3) await guest.behave({ online: 'never' });
      const report = await workspace.deploy({ healthSeconds: 2 });
      expect(report.result).toBe(round === 3 ? 'rolled-back' : 'deployed');
    }
    await guest.sh('systemctl stop watch');
    const seen = JSON.parse(await guest.sh('cat /root/seen.json')) as {
      rounds: number;
      staged: number;
      faults: string[];
    };
    expect(seen.rounds).toBeGreaterThan(100);
    expect(seen.staged).toBeGreaterThan(0);
    expect(seen.faults).toEqual([]);
    expect(words.size).toBe(8);
    const journal = await guest.sh('journalctl -q -o export --no-pager');
    for (const word of words) expect(journal.includes(word)).toBe(false);
    await workspace.dispose();
  });
});

function counting(pool: HostPool): { pool: HostPool; trips: () => number } {
  let trips = 0;
  return {
    trips: () => trips,
    pool: {
      ...pool,
      async connect(...args) {
        const host = await pool.connect(...args);
        return {
          ...host,
          run: (...run) => {
            trips += 1;
            return host.run(...run);
          },
          start: (...start) => {
            trips += 1;
            return host.start(...start);
          },
        };
      },
    },
  };
}

/** Lets nobody pass before `count` have come. */
function barrier(count: number): () => Promise<void> {
  let open: (() => void) | undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let come = 0;
  return () => {
    come += 1;
    if (come === count) open?.();
    return opened;
  };
}
