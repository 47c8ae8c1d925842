import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statusOf } from '../../hosts/src/host/status.ts';
import { createHostPool, type HostPool } from '../../hosts/src/ssh/pool.ts';
import type { Agent, AgentStatus } from '../../protocol/src/agents.ts';
import { agentPaths } from './agentUnits.ts';
import { bootGuest, type Guest } from './guest.ts';
import { eventually, must } from './process.ts';

const { unit, binaryCaches: cachesFile } = agentPaths('');
const blue = agentPaths('blue').unit;

function agent(name: string, fields: Partial<Agent> = {}): Agent {
  return {
    id: `hercules-ci:${name}`,
    name,
    group: '',
    kind: 'hercules-ci',
    workspace: '/workspace',
    host: 'guest',
    secrets: [],
    definedAt: [],
    provenance: {},
    ...fields,
  };
}
const inUnit = (name: string): Partial<Agent> => ({ service: { manager: 'systemd', name } });

describe('the state of agents', () => {
  let guest: Guest;
  let pool: HostPool;
  beforeAll(async () => {
    guest = await bootGuest({ namedAgents: ['blue'] });
    pool = createHostPool({ configFile: guest.sshConfigFile });
  });
  afterAll(async () => {
    pool?.dispose();
    await guest?.stop();
  });

  const status = async (of: Agent, from = pool): Promise<AgentStatus> => (await statusOf([of], { pool: from }))[0]!;
  const eventuallyIs = (state: AgentStatus['state'], of = agent('agent')) =>
    eventually(state, async () => {
      const answer = await status(of);
      return answer.state === state ? answer : undefined;
    });

  test('is healthy since it was started, once it is online', async () => {
    const { since } = await eventuallyIs('healthy');
    const entered = await guest.sh(`TZ=UTC systemctl show -p ActiveEnterTimestamp --value ${unit}`);
    expect(entered).toContain(since?.replace('T', ' ').replace('Z', ' UTC'));
  });

  test('is asked for all agents of a machine at once, and told in their order', async () => {
    await eventuallyIs('healthy', agent('blue', inUnit(blue)));
    const agents = [
      agent('gone', inUnit('gone.service')),
      agent('blue', inUnit(blue)),
      agent('none', { host: undefined }),
    ];
    const answers = await statusOf([...agents, agent('agent')], { pool });
    expect(answers.map(({ name, state }) => [name, state])).toEqual([
      ['gone', 'not-installed'],
      ['blue', 'healthy'],
      ['none', 'no-address'],
      ['agent', 'healthy'],
    ]);
    expect(answers[0]?.detail).toBe(
      `root@guest:${guest.port} has no unit gone.service. Set services.hercules-ci-agent.enable in its NixOS configuration, or name the right unit in nix-agents.json.`,
    );
    expect(answers[2]?.detail).toMatch(
      /nix-agents\.json: \{"agents":\{"none":\{"kind":"hercules-ci","host":"ADDRESS"\}\}\}$/,
    );
  });

  test('is failing while it waits for its next start, with its own words and what to do', async () => {
    const before = await guest.sh(`cat ${cachesFile}`);
    await guest.sh(`cat >${cachesFile}`, '{"mycache": {"kind": "CachixCache"}}');
    await guest.exec(`systemctl restart ${unit}`);
    const { detail, since } = await eventuallyIs('failing');
    expect(detail).toMatch(/^hercules-ci-agent\.service failed before its start\. It said: /);
    expect(detail).toContain('FatalError {fatalErrorMessage = "Error in $: key \\"publicKeys\\" not found"}');
    expect(detail).toMatch(/repair it and deploy the agent\.$/);
    expect(since).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    await guest.sh(`cat >${cachesFile}; systemctl restart ${unit}`, before);
    await eventuallyIs('healthy');
  });

  test('is starting until it says that it is online, though it was online before', async () => {
    await guest.behave({ online: 'never' });
    await guest.sh(`systemctl restart ${unit}`);
    expect((await status(agent('agent'))).state).toBe('starting');
    await guest.sh(`rm /run/lab/agent/behaviour.json; systemctl restart ${unit}`);
    await eventuallyIs('healthy');
  });

  test('is healthy although the journal no longer reaches back to its start', async () => {
    await guest.sh('journalctl --rotate; journalctl --vacuum-files=1; logger later');
    expect((await status(agent('agent'))).state).toBe('healthy');
  });

  test('is unknown to one who may not read the journal', async () => {
    const answer = await status(agent('agent', { user: 'nosudo' }));
    expect(answer).toMatchObject({ state: 'unknown', detail: expect.stringContaining('systemd-journal') });
    expect((await status(agent('agent', { user: 'deployer' }))).state).toBe('healthy');
  });

  test('is stopped, and says how to start it', async () => {
    await guest.sh(`systemctl stop ${unit}`);
    expect(await status(agent('agent'))).toMatchObject({
      state: 'stopped',
      detail: 'hercules-ci-agent.service is not running. Start it with systemctl start hercules-ci-agent.service.',
    });
    await guest.sh(`systemctl start ${unit}`);
  });

  test('is untrusted where the host key is another one', async () => {
    const knownHosts = join(guest.folder, 'other_known_hosts');
    await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(guest.folder, 'other')]);
    const key = await must('cat', [join(guest.folder, 'other.pub')]);
    await writeFile(knownHosts, `[127.0.0.1]:${guest.port} ${key}`);
    const strict = createHostPool({ configFile: guest.sshConfigFile, knownHostsFile: knownHosts });
    const answer = await status(agent('agent'), strict);
    strict.dispose();
    expect(answer.state).toBe('untrusted');
    expect(answer.detail).toMatch(/SHA256:/);
  });

  test('is unreachable where nothing listens', async () => {
    const answer = await status(agent('agent', { host: '127.0.0.1', port: 1 }));
    expect(answer.state).toBe('unreachable');
    expect(answer.detail).toMatch(/127\.0\.0\.1/);
  });
});
