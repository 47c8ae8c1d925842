import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinToken } from '../../demo/src/keys.ts';
import { createWorkspace, leftovers, type Workspace } from './deployment.ts';
import { bootGuest, type Guest } from './guest.ts';

/** A unit as nixpkgs' module makes it, around a STAND-IN for the agent: it logs as that does once it has a token. */
const agentUnit = `[Service]
EnvironmentFile=/etc/cachix-agent.token
Environment=USER=root
KillMode=process
Restart=always
RestartSec=5
ExecStart=/bin/sh -c 'case $CACHIX_AGENT_TOKEN in *.*.*) echo Agent registered. ;; *) echo getEnv: does not exist; exit 1 ;; esac; exec sleep inf'
`;

describe('deploying the token of a Cachix agent', () => {
  let guest: Guest;
  let workspace: Workspace;
  beforeAll(async () => {
    guest = await bootGuest();
    workspace = await createWorkspace(guest);
    Object.assign(workspace.agent, {
      ...{ id: 'cachix-deploy:agent', kind: 'cachix-deploy' },
      secrets: [{ name: 'cachix-agent.token', source: 'cachix-agent.token' }],
    });
    delete workspace.agent.service;
    await guest.sh('cat >/etc/systemd/system/cachix-agent.service; systemctl daemon-reload', agentUnit);
  });
  afterAll(async () => {
    await workspace?.dispose();
    await guest?.stop();
  });
  const write = (text: string) => writeFile(join(workspace.agent.workspace, 'cachix-agent.token'), text);
  const onGuest = () => guest.sh('stat -c "%U:%G %a" /etc/cachix-agent.token; cat /etc/cachix-agent.token');

  test('writes it for root alone in the form that systemd reads, and starts the agent', async () => {
    const token = joinToken();
    await write(`export CACHIX_AGENT_TOKEN=${token}\n`);
    expect(await workspace.deploy()).toMatchObject({
      result: 'deployed',
      plan: { files: [{ destination: '/etc/cachix-agent.token', change: 'create', owner: 'root' }] },
    });
    expect(await onGuest()).toBe(`root:root 600\nCACHIX_AGENT_TOKEN=${token}\n`);
    await write(`${token}\n`);
    expect(await workspace.deploy()).toMatchObject({ result: 'unchanged' });
  });

  test('puts the old one back when the agent does not register with the new one', async () => {
    const before = await onGuest();
    await write('CACHIX_AGENT_TOKEN=none\n');
    const report = await workspace.deploy({ healthSeconds: 5 });
    expect(report).toMatchObject({ result: 'rolled-back', summary: expect.stringContaining('the agent runs') });
    expect(report.journal.join('\n')).toContain('getEnv');
    expect(await onGuest()).toBe(before);
    expect(await leftovers(guest)).toBe('');
  });
});
