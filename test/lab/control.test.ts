import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compare } from '../../hosts/src/deploy/compare.ts';
import { checkConfiguration } from '../../hosts/src/host/configuration.ts';
import { control } from '../../hosts/src/host/control.ts';
import { createHostPool, type HostPool } from '../../hosts/src/ssh/pool.ts';
import { agentPaths } from './agentUnits.ts';
import { createWorkspace, leftovers, starts, type Workspace } from './deployment.ts';
import { bootGuest, type Guest } from './guest.ts';
import { eventually } from './process.ts';

const { unit, secrets } = agentPaths('');

describe('what can be done with an agent besides deploying to it', () => {
  let guest: Guest;
  let pool: HostPool;
  let workspace: Workspace;
  beforeAll(async () => {
    guest = await bootGuest();
    pool = createHostPool({ configFile: guest.sshConfigFile });
  });
  afterAll(async () => {
    pool?.dispose();
    await guest?.stop();
  });
  beforeEach(async () => {
    workspace = await createWorkspace(guest);
    await workspace.deploy();
  });
  afterEach(async () => {
    await workspace.dispose();
    expect(await leftovers(guest)).toBe('');
  });
  const isActive = () => guest.exec(`systemctl is-active ${unit}`).then((ran) => ran.stdout.trim());
  const does = (action: 'restart' | 'stop' | 'start', agent = workspace.agent) => control(agent, action, { pool });

  test('stops, starts and restarts it', async () => {
    expect(await does('stop')).toMatchObject({ done: true, summary: expect.stringMatching(/ is stopped\.$/) });
    expect(await isActive()).toBe('inactive');
    expect(await does('start')).toMatchObject({ done: true, summary: expect.stringContaining('the agent is online') });
    expect(await isActive()).toBe('active');
    const before = await starts(guest);
    expect(await does('start')).toMatchObject({ done: true, summary: expect.stringContaining('runs already') });
    expect(await starts(guest)).toBe(before);
    expect(await does('restart')).toMatchObject({ done: true, journal: [] });
    expect(await starts(guest)).toBe(before + 1);
  });

  test('says with its log that it does not come up, and restarts it out of its pause', async () => {
    await guest.sh(`echo '{"a": {"kind": "CachixCache"}}' >${secrets}/binary-caches.json`);
    const failed = await does('restart');
    expect(failed).toMatchObject({ done: false, summary: expect.stringContaining('does not stay up') });
    expect(failed.journal.join('\n')).toContain('key \\"publicKeys\\" not found');
    expect(await isActive()).toBe('activating');
    await guest.sh(`echo '{}' >${secrets}/binary-caches.json`);
    expect(await does('restart')).toMatchObject({ done: true });
  });

  test('refuses a unit that is not there, and one that is deployed to', async () => {
    const stranger = { ...workspace.agent, service: { manager: 'systemd' as const, name: 'no-such.service' } };
    expect(await does('restart', stranger)).toMatchObject({ done: false, summary: expect.stringContaining('no unit') });
    await guest.sh('systemd-run -q --unit=nix-agents-deploy-hercules-ci-agent sleep 100');
    expect(await does('restart')).toMatchObject({ done: false, summary: expect.stringContaining('deployment') });
    await guest.sh('systemctl stop nix-agents-deploy-hercules-ci-agent');
  });

  test("runs the agent's own check of its configuration", async () => {
    expect(await checkConfiguration(workspace.agent, { pool })).toMatchObject({ valid: true });
    await guest.sh(`echo '[' >${secrets}/binary-caches.json`);
    const report = await checkConfiguration(workspace.agent, { pool });
    expect(report).toMatchObject({ valid: false, summary: expect.stringContaining('refuses') });
    expect(report.output.join('\n')).toContain('FatalError');
    await guest.sh(`echo '{}' >${secrets}/binary-caches.json; systemctl restart ${unit}`);
    // The restarter of the NixOS module looks at the files 10 seconds later.
    await eventually('the agent', async () => (await isActive()) === 'active' || undefined);
  });

  test('compares the files on the host with those here, by hash', async () => {
    expect(await compare(workspace.agent, { pool })).toMatchObject({
      same: true,
      summary: expect.stringContaining('3 files'),
    });
    await guest.sh(`cd ${secrets}; echo x >>cluster-join-token.key; chmod 0644 binary-caches.json; rm secrets.json`);
    const compared = await compare(workspace.agent, { pool });
    expect(compared.same).toBe(false);
    expect(compared.files.map((file) => file.drift)).toEqual(['differs', 'attributes', 'missing-there']);
  });
});
