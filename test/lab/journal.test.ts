import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statusOf } from '../../hosts/src/host/status.ts';
import { type JournalRequest, journalOf } from '../../hosts/src/journal/follow.ts';
import { olderEntries } from '../../hosts/src/journal/older.ts';
import { createHostPool, type HostPool } from '../../hosts/src/ssh/pool.ts';
import type { Agent } from '../../protocol/src/agents.ts';
import type { JournalEntry, JournalEvent, JournalState } from '../../protocol/src/journal.ts';
import { agentPaths } from './agentUnits.ts';
import { bootGuest, type Guest } from './guest.ts';
import { eventually } from './process.ts';

const { unit } = agentPaths('');

/** Everything that one journal tells, as it comes. */
interface Watched {
  entries: JournalEntry[];
  events: Exclude<JournalEvent, { kind: 'entries' }>[];
  states(): JournalState['state'][];
  stop(): Promise<void>;
}

function agentAt(guest: Guest, fields: Partial<Agent> = {}): Agent {
  return {
    id: 'hercules-ci:agent',
    name: 'agent',
    group: '',
    kind: 'hercules-ci',
    workspace: guest.folder,
    host: 'guest',
    secrets: [],
    definedAt: [],
    provenance: {},
    ...fields,
  };
}

function watch(pool: HostPool, agent: Agent, request: JournalRequest): Watched {
  const controller = new AbortController();
  const entries: JournalEntry[] = [];
  const events: Watched['events'] = [];
  const ended = (async () => {
    for await (const event of journalOf(agent, request, { pool, signal: controller.signal })) {
      if (event.kind === 'entries') entries.push(...event.entries);
      else events.push(event);
    }
  })();
  return {
    entries,
    events,
    states: () => events.flatMap((event) => (event.kind === 'state' ? [event.state.state] : [])),
    async stop() {
      controller.abort();
      await ended;
    },
  };
}

async function readAll(pool: HostPool, agent: Agent, request: Omit<JournalRequest, 'follow'>): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  const signal = new AbortController().signal;
  for await (const event of journalOf(agent, { ...request, follow: false }, { pool, signal })) {
    if (event.kind === 'entries') entries.push(...event.entries);
    if (event.kind === 'state' && event.state.state === 'failed') throw new Error(event.state.reason);
  }
  return entries;
}

const writer: Partial<Agent> = { service: { manager: 'systemd', name: 'writer.service' } };

/** Starts a unit that writes numbered lines, and rests a little after each thousand. */
const write = (count: number) => `systemd-run --quiet --collect --unit=writer.service sh -c '
  i=0
  while [ $i -lt ${count} ]; do
    i=$((i + 1)); echo "line $i of ${count}"
    [ $((i % 1000)) != 0 ] || sleep 0.05
  done'`;
const written = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1} of ${count}`);
const linesOf = (entries: JournalEntry[]) =>
  entries.map(({ message }) => message).filter((message) => message.startsWith('line '));

describe('the journal of an agent', () => {
  let guest: Guest;
  let pool: HostPool;
  beforeAll(async () => {
    guest = await bootGuest();
    pool = createHostPool({ configFile: guest.sshConfigFile });
  });
  afterAll(async () => {
    pool?.dispose();
    await guest?.stop();
  });

  test('holds what the agent says and what systemd says about it', async () => {
    await eventually('the agent', async () =>
      (await guest.sh(`journalctl -u ${unit} -o cat`)).includes('Agent online.'),
    );
    const entries = await readAll(pool, agentAt(guest), {});
    const online = entries.find(({ message }) => message.endsWith('] Agent online.'));
    expect(online).toMatchObject({ unit, severity: 'info', pid: expect.any(Number) });
    expect(online?.bootId).toBe((await guest.sh('cat /proc/sys/kernel/random/boot_id')).trim().replaceAll('-', ''));
    expect(entries.filter(({ message }) => message.startsWith('Started ')).map((entry) => entry.unit)).toContain(unit);
    const messages = (await guest.sh(`journalctl -u ${unit} -o cat`)).trimEnd().split('\n');
    expect(entries.filter((entry) => entry.unit === unit).map(({ message }) => message)).toEqual(messages);
  });

  test('gives the newest lines, and older ones page by page down to the first', async () => {
    const agent = agentAt(guest);
    await guest.command('lines 20');
    await eventually(
      'the lines',
      async () => (await readAll(pool, agent, { lines: 1 }))[0]?.message === 'line 20 of 20',
    );
    const all = await readAll(pool, agent, { lines: 10_000 });
    const newest = await readAll(pool, agent, { lines: 3 });
    expect(newest).toEqual(all.slice(-3));
    const options = { pool, signal: new AbortController().signal };
    const before = await olderEntries(agent, { before: newest[0]!.cursor, lines: 2 }, options);
    expect(before).toEqual(all.slice(-5, -3));
    const rest = await olderEntries(agent, { before: before[0]!.cursor, lines: 10_000 }, options);
    expect(rest).toEqual(all.slice(0, -5));
    expect(await olderEntries(agent, { before: all[0]!.cursor, lines: 5 }, options)).toEqual([]);
  });

  test('shows a message of several lines, of bytes that are no text, and of a megabyte', async () => {
    const log = `logger --journald=/dev/stdin`;
    const field = `OBJECT_SYSTEMD_UNIT=${unit}`;
    await guest.sh(`printf 'MESSAGE=one\\nMESSAGE=two\\n${field}\\nPRIORITY=4\\n' | ${log}`);
    await guest.sh(`printf 'MESSAGE=\\377\\376\\001end\\n${field}\\n' | ${log}`);
    await guest.sh(`{ printf 'MESSAGE='; head -c 3000000 /dev/zero | tr '\\0' x; printf '\\n${field}\\n'; } | ${log}`);
    const token = `eyJ${Buffer.from('{"a":1}').toString('base64url')}.eyJzdWIiOiJ0JDEifQ.c2lnbmF0dXJl`;
    await guest.sh(`printf 'MESSAGE=got ${token}\\n${field}\\n' | ${log}`);
    const entries = await eventually('the messages', async () => {
      const found = await readAll(pool, agentAt(guest), { lines: 4 });
      return found.at(-1)?.message.startsWith('got ') ? found : undefined;
    });
    expect(entries[0]).toMatchObject({ message: expect.stringMatching(/one|two/), severity: 'warning', unit });
    expect(entries[1]?.message).toBe('\ufffd\ufffd\u0001end');
    expect(entries[2]?.message.length).toBeLessThan(1_100_000);
    expect(entries[2]?.message).toMatch(/^x+… \(\d+ more bytes are left out\)$/);
    expect(entries[3]?.message).toBe('got [masked]');
  });

  test('loses no line of a unit that has written nothing before', async () => {
    const watched = watch(pool, agentAt(guest, writer), { follow: true, lines: 0 });
    await eventually('the connection', () => watched.states().includes('connected'));
    await guest.sh(write(20_000));
    await eventually('all lines', () => linesOf(watched.entries).at(-1) === 'line 20000 of 20000');
    expect(linesOf(watched.entries)).toEqual(written(20_000));
    await watched.stop();
  });

  test.each([
    ['deployer', undefined],
    ['nosudo', /nosudo may not read the journal of .*systemd-journal/],
  ])('lets %s read it or says what is missing', async (user, failure) => {
    const reading = readAll(pool, agentAt(guest, { user }), { lines: 5 });
    if (failure) await expect(reading).rejects.toThrow(failure);
    else expect(await reading).toHaveLength(5);
  });

  test("follows a user's own unit, and tells its state", async () => {
    const uid = (await guest.sh('loginctl enable-linger deployer; id -u deployer')).trim();
    const asUser = `runuser -u deployer -- env XDG_RUNTIME_DIR=/run/user/${uid}`;
    await eventually(
      "the user's systemd",
      async () => (await guest.exec(`${asUser} systemctl --user list-units`)).exit === 0,
    );
    const agent = agentAt(guest, {
      kind: 'cachix-deploy',
      user: 'deployer',
      service: { manager: 'systemd-user', name: 'home-agent.service' },
    });
    const watched = watch(pool, agent, { follow: true, lines: 0 });
    await eventually('the connection', () => watched.states().includes('connected'));
    const program = `echo "[2026-11-23 04:50:02][agent.agent][Info][h][PID 1][ThreadId 2] Agent registered."; sleep 600`;
    await guest.sh(`${asUser} systemd-run --user --quiet --unit=home-agent sh -c '${program}'`);
    await eventually('its line', () => watched.entries.some(({ message }) => message.endsWith('] Agent registered.')));
    expect(new Set(watched.entries.map((entry) => entry.unit))).toEqual(new Set(['home-agent.service']));
    expect(await statusOf([agent], { pool })).toMatchObject([{ state: 'healthy', since: expect.any(String) }]);
    await guest.sh(`${asUser} systemctl --user stop home-agent`);
    await eventually('what systemd says', () => watched.entries.some(({ message }) => message.startsWith('Stopped ')));
    await watched.stop();
  });

  test('says which time it does not understand', async () => {
    const reading = readAll(pool, agentAt(guest), { since: 'the day before' });
    await expect(reading).rejects.toThrow('does not understand the time "the day before"');
  });

  test('says that lines may be missing when the host has dropped them, and goes on', async () => {
    const agent = agentAt(guest);
    const [entry] = await readAll(pool, agent, { lines: 1 });
    await guest.sh('journalctl --rotate; journalctl --vacuum-files=1');
    await guest.command('log Warning written while nobody watched');
    const watched = watch(pool, agent, { follow: true, after: entry!.cursor });
    await eventually('the line', () => watched.entries.at(-1)?.message.endsWith('] written while nobody watched'));
    expect(watched.events.map(({ kind }) => kind)).toEqual(['state', 'state', 'gap']);
    await guest.command('log Warning after the gap');
    await eventually('the next line', () => watched.entries.at(-1)?.message.endsWith('] after the gap'));
    await watched.stop();
  });
});

test('every line comes once although the network is cut while 100,000 are written', async () => {
  const guest = await bootGuest({ network: 'veth' });
  const pool = createHostPool({ configFile: guest.sshConfigFile });
  try {
    const watched = watch(pool, agentAt(guest, writer), { follow: true });
    await eventually('the connection', () => watched.states().includes('connected'));
    const count = 100_000;
    await guest.sh(write(count));
    await eventually('some lines', () => watched.entries.length > 1000);
    await guest.cutNetwork();
    await eventually('the loss', () => watched.states().includes('reconnecting'), { within: 60_000 });
    const before = watched.entries.length;
    await guest.restoreNetwork();
    const last = `line ${count} of ${count}`;
    await eventually('the last line', () => linesOf(watched.entries).at(-1) === last, { within: 90_000 });
    expect(before).toBeLessThan(count);
    expect(linesOf(watched.entries).length).toBe(count);
    expect(linesOf(watched.entries)).toEqual(written(count));
    expect(new Set(watched.entries.map(({ cursor }) => cursor)).size).toBe(watched.entries.length);
    await watched.stop();
  } finally {
    pool.dispose();
    await guest.stop();
  }
});
