import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEvent } from '../../../protocol/src/journal.ts';
import { lost } from '../ssh/explain.ts';
import type { Host } from '../ssh/host.ts';
import type { HostPool } from '../ssh/pool.ts';
import { type JournalRequest, journalOf } from './follow.ts';

const agent: Agent = {
  ...{ id: 'hercules-ci:agent', name: 'agent', group: '', kind: 'hercules-ci', workspace: '/w' },
  ...{ secrets: [], definedAt: [], provenance: {} },
  // A user's own journal is read without asking who reads.
  service: { manager: 'systemd-user', name: 'agent.service' },
};

const folder = mkdtempSync(join(tmpdir(), 'nix-agents-follow-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A stand-in for systemd's programs, which need systemd as process 1. */
function standIn(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

const host: Pick<Host, 'label' | 'start'> = {
  label: 'root@203.0.113.10',
  async start(script, { args = [] } = {}) {
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    const child = spawn('sh', ['-c', script, 'sh', ...args], { env, stdio: 'pipe' });
    const ended = new Promise<{ exit: number | null; stderr: string }>((resolve) =>
      child.on('close', (exit) => resolve({ exit, stderr: '' })),
    );
    return { stdin: child.stdin, stdout: child.stdout, ended, close: () => void child.kill() };
  },
};

/** What is told until nothing more comes, or until a connection is to be made again. */
async function told(
  request: JournalRequest,
  connect: () => Promise<unknown>,
  onUnitMissing?: (reason: string) => void,
) {
  const pool = { connect } as unknown as HostPool;
  const controller = new AbortController();
  const events: JournalEvent[] = [];
  for await (const event of journalOf(agent, request, { pool, signal: controller.signal, onUnitMissing })) {
    events.push(event);
    if (event.kind === 'state' && event.state.state === 'reconnecting') controller.abort();
  }
  return events;
}

const missing =
  'There is no unit agent.service on root@203.0.113.10. Install the agent there first, or name its unit as "unit" in nix-agents.json.';

test.each([true, false])(
  'tells that the unit does not exist, and gives what it wrote before, following: %s',
  async (follow) => {
    standIn('systemctl', 'echo LoadState=not-found');
    const entry = ['__CURSOR=s=1;i=2', '__REALTIME_TIMESTAMP=1', '_BOOT_ID=b', 'PRIORITY=6', 'MESSAGE=once', ''];
    standIn('journalctl', `cat <<'END'\n${entry.join('\n')}\nEND`);
    const said: string[] = [];
    const events = await told(
      { follow },
      async () => host,
      (reason) => said.push(reason),
    );
    expect(said).toEqual([missing]);
    expect(events).toContainEqual({ kind: 'entries', entries: [expect.objectContaining({ message: 'once' })] });
  },
);

test('says nothing of a unit that exists and has written nothing', async () => {
  standIn('systemctl', 'echo LoadState=loaded');
  standIn('journalctl', 'exit 0');
  const said: string[] = [];
  await told(
    { follow: false },
    async () => host,
    (reason) => said.push(reason),
  );
  expect(said).toEqual([]);
});

test('does not speak of a next command where it connects again by itself', async () => {
  const events = await told({ follow: true }, () => Promise.reject(lost('root@203.0.113.10')));
  const reason = 'The connection to root@203.0.113.10 was lost.';
  expect(events.at(-1)).toMatchObject({ state: { state: 'reconnecting', reason } });
});
