import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentPaths } from './agentUnits.ts';
import { createWorkspace, leftovers, sha256, type Workspace } from './deployment.ts';
import { bootGuest, type Guest } from './guest.ts';

const { unit, user, config, secrets } = agentPaths('');

describe('files that go to unusual places', () => {
  let guest: Guest;
  let workspace: Workspace;
  let usual: string;
  beforeAll(async () => {
    guest = await bootGuest();
    usual = await guest.sh(`cat ${config}`);
  });
  afterAll(() => guest?.stop());
  beforeEach(async () => {
    workspace = await createWorkspace(guest);
  });
  afterEach(async () => {
    await workspace.dispose();
    await guest.sh(`cat >${config}`, usual);
    expect(await leftovers(guest)).toBe('');
  });

  const configure = (keys: Record<string, string>) =>
    guest.sh(`cat >${config}`, JSON.stringify({ ...JSON.parse(usual), ...keys }));
  const wanted = (name: string) => Object.entries(workspace.wanted()).find(([path]) => path.endsWith(`/${name}`))![1];
  const found = async (path: string) => {
    const script = 'read -r path; stat -c "%U %a" -- "$path"; sha256sum <"$path" | cut -c 1-64';
    return (await guest.exec(script, `${path}\n`)).stdout.trim().split('\n').join(' ');
  };

  test.each([
    "it's here",
    '$(touch executed)',
    '`touch executed`; touch executed &',
    '"quoted" \\ back',
    '-rf --',
    '*',
    'ünïcødé 雪',
    '%n %s',
  ])('a folder called %s', async (name) => {
    const folder = `/srv/${name}/secrets`;
    await configure({ staticSecretsDirectory: folder });
    await guest.exec('read -r folder; mkdir -p -- "$folder"; chown hercules-ci-agent -- "$folder"', `${folder}\n`);
    for (const login of ['root', 'fisher']) {
      workspace.agent.user = login;
      await workspace.write({ secrets: `{"${login}": {"kind": "Secret", "data": {}}}` });
      expect(await workspace.deploy()).toMatchObject({ result: 'deployed' });
      for (const file of ['cluster-join-token.key', 'binary-caches.json', 'secrets.json']) {
        expect(await found(`${folder}/${file}`)).toBe(`${user} 600 ${wanted(file)}`);
      }
    }
    expect(await guest.sh('find / -xdev -name executed; ls /srv/*/')).not.toContain('executed');
    await guest.sh('rm -rf /srv/*');
  });

  test('several file systems at once, and back', async () => {
    const caches = '/mnt/other/caches.json';
    await guest.sh('mkdir -p /mnt/other; mount -t tmpfs tmpfs /mnt/other; chmod 0755 /mnt/other');
    await configure({ binaryCachesPath: caches });
    expect(await workspace.deploy()).toMatchObject({ result: 'deployed' });
    expect(await found(caches)).toBe(`${user} 600 ${wanted('binary-caches.json')}`);
    expect(await found(`${secrets}/cluster-join-token.key`)).toBe(`${user} 600 ${wanted('cluster-join-token.key')}`);

    const before = [await found(caches), await found(`${secrets}/secrets.json`)];
    await workspace.write({ caches: '{"a": 1}', secrets: '{"b": {"kind": "Secret", "data": {}}}' });
    workspace.find({
      ...{ code: 'binary-caches/entry-not-object', severity: 'error', message: '', fixes: [] },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
    });
    expect(await workspace.deploy({ ignoreFindings: true })).toMatchObject({ result: 'rolled-back' });
    expect([await found(caches), await found(`${secrets}/secrets.json`)]).toEqual(before);
    expect(await guest.sh('ls -A /mnt/other')).toBe('caches.json\n');
    await guest.sh('umount /mnt/other');
  });

  test('a folder that is a symbolic link to another disk', async () => {
    await guest.sh(`systemctl stop ${unit}; mkdir -p /data; mv ${secrets} /data/hci; ln -s /data/hci ${secrets}`);
    expect(await workspace.deploy()).toMatchObject({ result: 'deployed' });
    expect(await found('/data/hci/secrets.json')).toBe(`${user} 600 ${wanted('secrets.json')}`);
    expect(await workspace.deploy()).toMatchObject({ result: 'unchanged' });
    await guest.sh(`systemctl stop ${unit}; rm ${secrets}; mv /data/hci ${secrets}; systemctl start ${unit}`);
  });

  test('a place that nothing on the host knows, where the workspace declares one', async () => {
    workspace.agent.secrets.push({ name: 'credentials', source: 'secrets.json', destination: '/srv/aws/credentials' });
    expect(await workspace.deploy()).toMatchObject({ result: 'deployed' });
    expect(await found('/srv/aws/credentials')).toBe(`${user} 600 ${sha256('{}\n')}`);
  });
});
