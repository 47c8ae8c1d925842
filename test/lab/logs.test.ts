import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ran, type Running, run, start } from '../../cli/src/testing/run.ts';
import { agentPaths } from './agentUnits.ts';
import { bootGuest, type Guest } from './guest.ts';
import { eventually } from './process.ts';

const { unit, restarter, binaryCaches: cachesFile } = agentPaths('');

interface Line {
  agent: string;
  time: string;
  cursor: string;
  unit: string;
  pid?: number;
  severity: string;
  message: string;
  insight?: { id: string; causes?: { state: string; path: string; line: number }[] };
}
const linesOf = (stdout: string): Line[] =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** The guest as a workspace knows it: its agent, and another one of which there is only the name. */
async function workspace(guest: Guest): Promise<void> {
  const secrets = { 'binary-caches.json': './binary-caches.json' };
  const agents = {
    agent: { kind: 'hercules-ci', host: 'guest', secrets },
    blue: { kind: 'hercules-ci', host: 'guest', unit: agentPaths('blue').unit },
    writer: { kind: 'hercules-ci', host: 'guest', unit: 'writer.service' },
    nosudo: { kind: 'hercules-ci', host: 'guest', user: 'nosudo' },
  };
  await writeFile(join(guest.folder, 'nix-agents.json'), JSON.stringify({ agents }));
}
const argumentsFor = (guest: Guest, args: string[]) => ['logs', ...args, '--ssh-config', guest.sshConfigFile];

describe('logs', () => {
  let guest: Guest;
  beforeAll(async () => {
    guest = await bootGuest({ namedAgents: ['blue'] });
    await workspace(guest);
    for (const name of [unit, agentPaths('blue').unit]) {
      await eventually(name, async () => (await guest.sh(`journalctl -o cat -u ${name}`)).includes('Agent online.'));
    }
  });
  afterAll(() => guest?.stop());

  const logs = (...args: string[]): Promise<Ran> => run(argumentsFor(guest, args), { cwd: guest.folder });
  const watch = (...args: string[]): Running => start(argumentsFor(guest, args), { cwd: guest.folder });

  test('prints the fields of the contract as JSON', async () => {
    await guest.command('log Warning a warning');
    const { exit, stdout, stderr } = await eventually('the line', async () => {
      const ran = await logs('agent', '--json', '-n', '1');
      return ran.stdout.includes('a warning') ? ran : undefined;
    });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    const entry = JSON.parse(await guest.sh(`journalctl -u ${unit} -n 1 -o json`));
    const micros = BigInt(entry.__REALTIME_TIMESTAMP);
    expect(linesOf(stdout)).toEqual([
      {
        agent: 'hercules-ci:agent',
        time: `${new Date(Number(micros / 1000n)).toISOString().slice(0, 19)}.${String(micros % 1_000_000n).padStart(6, '0')}Z`,
        cursor: entry.__CURSOR,
        unit,
        pid: Number(entry._PID),
        severity: 'warning',
        message: entry.MESSAGE,
      },
    ]);
  });

  test('has the lines of the restarter, and of systemd about the agent', async () => {
    await guest.sh(`systemctl start ${restarter}`);
    const units = await eventually('the restarter', async () => {
      const all = linesOf((await logs('agent', '--json')).stdout);
      return all.some((line) => line.unit === restarter) ? all : undefined;
    });
    expect(units.filter((line) => line.unit === unit).map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^Started /),
    );
  });

  test('finds by severity and pattern as many lines as are asked for, however far back', async () => {
    await guest.sh(`journalctl --rotate`);
    await guest.command('log Error the needle one');
    await guest.command('log Error the needle two');
    await guest.command('lines 12000');
    await eventually('the last line', async () =>
      (await logs('agent', '-n', '1')).stdout.includes('line 12000 of 12000'),
    );
    const errors = linesOf((await logs('agent', '--json', '--priority', 'error', '-n', '1')).stdout);
    expect(errors.map(({ message }) => message)).toEqual([expect.stringMatching(/the needle two$/)]);
    const found = linesOf((await logs('agent', '--json', '--grep', 'needle (one|two)$')).stdout);
    expect(found).toHaveLength(2);
    const lines = linesOf((await logs('agent', '--json', '-n', '300', '--grep', '^line')).stdout);
    expect(lines.map(({ message }) => message)).toEqual(
      Array.from({ length: 300 }, (_, index) => `line ${11_701 + index} of 12000`),
    );
  });

  test('takes times as people write them, and says which it does not understand', async () => {
    const all = linesOf((await logs('agent', '--json', '-n', 'all')).stdout);
    const at = all.findIndex(({ message }) => message.endsWith('needle one'));
    const since = linesOf((await logs('agent', '--json', '--since', all[at]!.time)).stdout);
    expect(since.length).toBeGreaterThan(12_000);
    expect(since.length).toBeLessThanOrEqual(all.length - at + 10);
    expect(linesOf((await logs('agent', '--json', '--since', '2h')).stdout)).toHaveLength(all.length);
    const { exit, stderr } = await logs('agent', '--since', 'one day');
    expect(exit).toBe(1);
    expect(stderr).toContain('does not understand the time "one day"');
  });

  test('puts the lines of several agents in the order of their times', async () => {
    for (const [before, name] of ['', 'blue', ''].entries()) {
      await guest.command('log Notice a word', name);
      await eventually('the word', async () => {
        const written = await guest.sh("journalctl -q -o cat | grep -c 'a word' || true");
        return Number(written) > before || undefined;
      });
    }
    const lines = linesOf((await logs('agent', 'blue', '--json', '--grep', 'a word')).stdout);
    expect(lines.map(({ agent }) => agent)).toEqual(['hercules-ci:agent', 'hercules-ci:blue', 'hercules-ci:agent']);
    expect(lines.map(({ time }) => time)).toEqual(lines.map(({ time }) => time).sort());
    expect((await logs('agent', 'blue', '-n', '1')).stdout).toMatch(
      /^\S+ \S+ hercules-ci:(agent|blue) hercules-ci-agent/,
    );
  });

  test('goes on with -f until Ctrl-C, filtered too', async () => {
    const plain = watch('agent', '-f', '-n', '1');
    const filtered = watch('agent', '-f', '--json', '--priority', 'err', '--grep', 'follow');
    await eventually('the backlog', () => plain.stdout().includes('\n') || undefined);
    await guest.command('log Error to follow');
    await guest.command('log Info to follow');
    await eventually('the lines', () => plain.stdout().split('to follow').length === 3 || undefined);
    await eventually('the error', () => filtered.stdout().includes('to follow') || undefined);
    plain.child.kill('SIGINT');
    filtered.child.kill('SIGINT');
    expect((await plain.ended).exit).toBe(130);
    const { stdout } = await filtered.ended;
    expect(linesOf(stdout).map(({ severity }) => severity)).toEqual(['error']);
    await eventually('no journalctl is left', async () => (await guest.exec('pgrep -x journalctl')).exit === 1);
  });

  test('leads from the message to the line of the file that causes it', async () => {
    const broken = '{\n  "mycache": {\n    "kind": "CachixCache"\n  }\n}\n';
    const before = await guest.sh(`cat ${cachesFile}`);
    await writeFile(join(guest.folder, 'binary-caches.json'), broken);
    await guest.sh(`cat >${cachesFile}`, broken);
    await guest.exec(`systemctl restart ${unit}`);
    const { stdout } = await logs('agent', '--json', '--grep', 'FatalError', '-n', '1');
    expect(linesOf(stdout)[0]).toMatchObject({
      severity: 'error',
      insight: { id: 'binary-caches-broken', causes: [{ state: 'present', path: 'binary-caches.json', line: 2 }] },
    });
    expect((await logs('agent', '--grep', 'FatalError', '-n', '1')).stdout).toMatch(
      /\n {4}→ binary-caches\.json:2:\d+: /,
    );
    await guest.sh(`cat >${cachesFile}; systemctl restart ${unit}`, before);
  });

  test('says what is missing to read the journal', async () => {
    const { exit, stdout, stderr } = await logs('nosudo');
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
    expect(stderr).toMatch(/^hercules-ci:nosudo: nosudo may not read the journal of .* group systemd-journal/);
  });
});

test('logs -f prints every line once although the network is cut while 100,000 are written', async () => {
  const guest = await bootGuest({ network: 'veth' });
  try {
    await workspace(guest);
    const count = 100_000;
    const watched = start(argumentsFor(guest, ['writer', '-f', '--json', '-n', '0']), { cwd: guest.folder });
    let seen = 0;
    watched.child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.length;
    });
    // It is connected when the host runs its journalctl.
    await eventually('the connection', async () => (await guest.exec('pgrep -x journalctl')).exit === 0 || undefined);
    await guest.sh(`systemd-run --quiet --collect --unit=writer.service sh -c '
      i=0
      while [ $i -lt ${count} ]; do
        i=$((i + 1)); echo "line $i of ${count}"
        [ $((i % 1000)) != 0 ] || sleep 0.05
      done'`);
    await eventually('some lines', () => seen > 100_000 || undefined);
    await guest.cutNetwork();
    await eventually('the loss', () => watched.stderr().includes('Trying again in') || undefined, { within: 60_000 });
    await guest.restoreNetwork();
    await eventually('the last line', () => watched.stdout().includes(`"line ${count} of ${count}"`) || undefined, {
      within: 90_000,
      every: 500,
    });
    watched.child.kill('SIGINT');
    const { stdout, stderr } = await watched.ended;
    const written = linesOf(stdout)
      .map(({ message }) => message)
      .filter((message) => message.startsWith('line '));
    expect(written.length).toBe(count);
    expect(written.every((line, index) => line === `line ${index + 1} of ${count}`)).toBe(true);
    expect(stderr).toMatch(/Trying again in \d+ s\.\n(.*\n)*hercules-ci:writer: connected\n/);
  } finally {
    await guest.stop();
  }
});
