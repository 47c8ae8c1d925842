import { expect, test } from 'vitest';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { HostPool } from '../ssh/pool.ts';
import { compare } from './compare.ts';

const agent: Agent = {
  ...{ id: 'hercules-ci:agent', name: 'agent', group: '', kind: 'hercules-ci', workspace: '/w' },
  ...{ secrets: [{ name: 'a.json', source: 'a.json' }], definedAt: [], provenance: {} },
};

test('makes up no places for the files of an agent whose unit does not exist', async () => {
  const place = '/var/lib/hercules-ci-agent/secrets/a.json';
  const stdout = [
    'boot 3cec3494',
    'systemd yes',
    'transient yes',
    'unit LoadState=not-found',
    `file missing - - - - - 500\t${place}\t${place}\t/`,
    'end ok',
    '',
  ].join('\n');
  // A stand-in for a host that runs systemd and has no agent.
  const host = { label: 'root@203.0.113.10', run: async () => ({ exit: 0, stdout, stderr: '' }) };
  const pool = { connect: async () => host } as unknown as HostPool;
  expect(await compare(agent, { pool })).toEqual({
    agent: 'hercules-ci:agent',
    machine: 'root@203.0.113.10',
    same: false,
    summary:
      'There is no unit hercules-ci-agent.service on root@203.0.113.10. Install the agent there first, or name its unit as "unit" in nix-agents.json.',
    files: [],
  });
});
