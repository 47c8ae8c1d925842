import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Folder, folderWith, run } from './testing/run.ts';

const inventory = {
  agents: {
    agent: {
      kind: 'hercules-ci',
      host: '203.0.113.10',
      port: 2222,
      user: 'root',
      unit: 'hercules-ci-agent-blue.service',
      secrets: { 'binary-caches.json': './binary-caches.json' },
    },
    homeless: { kind: 'hercules-ci' },
  },
};

let folder: Folder;
beforeAll(async () => {
  folder = await folderWith({
    'nix-agents.json': JSON.stringify(inventory, null, 2),
    'staging/nix-agents.json': JSON.stringify({ agents: { agent: { kind: 'cachix-deploy', host: 'web-1' } } }),
  });
});
afterAll(() => folder.remove());
const cli = (...args: string[]) => run([...args, '--workspace', folder.path]);

describe('agents', () => {
  it('prints what is written, and no more, as JSON', async () => {
    const { exit, stdout, stderr } = await cli('agents', '--json');
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    const agents = JSON.parse(stdout);
    expect(agents.map(({ id }: { id: string }) => id)).toEqual([
      'cachix-deploy:staging/agent',
      'hercules-ci:agent',
      'hercules-ci:homeless',
    ]);
    expect(agents[1]).toEqual({
      id: 'hercules-ci:agent',
      name: 'agent',
      group: '',
      kind: 'hercules-ci',
      host: '203.0.113.10',
      port: 2222,
      user: 'root',
      service: { manager: 'systemd', name: 'hercules-ci-agent-blue.service' },
      secrets: [{ name: 'binary-caches.json', source: 'binary-caches.json' }],
      definedAt: [{ path: 'nix-agents.json', line: 3 }],
    });
    expect(agents[2]).not.toHaveProperty('host');
  });

  it('prints a table for a person', async () => {
    const { stdout } = await cli('agents');
    expect(stdout).toMatch(/^hercules-ci:agent +root@203\.0\.113\.10:2222 +nix-agents\.json:3$/m);
    expect(stdout).toMatch(/^hercules-ci:homeless +\(no address\)/m);
  });

  it('says where nothing is defined', async () => {
    const empty = await folderWith({});
    expect(await run(['agents'], { cwd: empty.path })).toMatchObject({
      exit: 0,
      stdout: '',
      stderr: expect.stringContaining('No agent'),
    });
    expect(await run(['agents', '--json'], { cwd: empty.path })).toMatchObject({ exit: 0, stdout: '[]\n' });
    await empty.remove();
  });

  it.each(['status', 'logs', 'deploy'])(
    '%s lists the agents that a name may mean, and exits with 2',
    async (command) => {
      const { exit, stdout, stderr } = await cli(command, 'agent');
      expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
      expect(stderr).toContain(
        '"agent" means 2 agents. Give more of the id:\n  cachix-deploy:staging/agent\n  hercules-ci:agent\n',
      );
    },
  );

  it.each(['logs', 'deploy'])('%s says what to add where an agent has no address', async (command) => {
    const { exit, stderr } = await cli(command, 'homeless');
    expect(exit).toBe(2);
    expect(stderr).toContain(
      'add it to nix-agents.json: {"agents":{"homeless":{"kind":"hercules-ci","host":"ADDRESS"}}}',
    );
  });

  it('deploy refuses with 2 where nobody can be asked', async () => {
    const { exit, stdout, stderr } = await cli('deploy', 'hercules-ci:agent');
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toContain('Say --yes, or --dry-run');
  });
});
