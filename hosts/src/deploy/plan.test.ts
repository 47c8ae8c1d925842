import { describe, expect, test } from 'vitest';
import type { HostFacts, PlaceFact } from './facts.ts';
import { makePlan, type PlanInput } from './plan.ts';

const base = '/var/lib/hercules-ci-agent/secrets';
const sum = (digit: string) => digit.repeat(64);

function place(name: string, fact: Partial<PlaceFact> = {}): [string, PlaceFact] {
  const path = `${base}/${name}`;
  const owner = { owner: 'hercules-ci-agent', group: 'hercules-ci-agent', mode: 0o600, size: 10 };
  return [
    path,
    { path, resolved: path, folder: base, kind: 'file', sha256: sum('a'), ...owner, freeKiB: 100_000, ...fact },
  ];
}

function input(facts: Partial<HostFacts> = {}, rest: Partial<PlanInput> = {}): PlanInput {
  const store = '/nix/store/2lq6s8zk1d9v0rnhfa3xwy5pbcg7jm4i-hercules-ci-agent-0.10.8/bin/hercules-ci-agent';
  return {
    agent: { id: 'hercules-ci:agent', name: 'agent', kind: 'hercules-ci' },
    machine: 'root@203.0.113.10',
    service: { manager: 'systemd', name: 'hercules-ci-agent.service' },
    files: [{ name: 'binary-caches.json', source: '/w/binary-caches.json', sha256: sum('b'), size: 2000 }],
    restart: 'now',
    check: true,
    healthSeconds: 60,
    facts: {
      bootId: 'boot',
      systemd: true,
      transientUnits: true,
      unit: {
        LoadState: 'loaded',
        User: 'hercules-ci-agent',
        ExecStart: `{ path=${store} ; argv[]=${store} --config /nix/store/x.json ; ignore_errors=no ; }`,
        ExecStartPre: `{ argv[]=${store} --config /nix/store/x.json --test-configuration ; }`,
      },
      user: 'hercules-ci-agent',
      group: 'hercules-ci-agent',
      configPath: '/nix/store/x.json',
      config: '{"baseDirectory": "/var/lib/hercules-ci-agent"}',
      places: new Map([place('binary-caches.json')]),
      watchers: [
        {
          unit: 'hercules-ci-agent-restart-files.path',
          starts: 'hercules-ci-agent-restarter.service',
          paths: [],
          active: true,
        },
        { unit: 'other.path', starts: 'other.service', paths: [`${base}/binary-caches.json`], active: true },
        { unit: 'far.path', starts: 'far.service', paths: ['/etc/far'], active: true },
      ],
      interrupted: [],
      originals: new Map(),
      tasks: 0,
      ...facts,
    },
    ...rest,
  };
}

function plan(facts: Partial<HostFacts> = {}, rest: Partial<PlanInput> = {}) {
  const made = makePlan(input(facts, rest));
  if ('refused' in made) throw new Error(made.refused);
  return made;
}

function refusal(facts: Partial<HostFacts>, rest: Partial<PlanInput> = {}): string {
  const made = makePlan(input(facts, rest));
  return 'refused' in made ? made.refused : 'planned';
}

describe('a plan', () => {
  test('says what is written, checked, held, restarted and waited for', () => {
    expect(plan()).toMatchObject({
      steps: ['verify', 'check', 'hold', 'replace', 'restart', 'health', 'finish'],
      files: [
        { destination: `${base}/binary-caches.json`, change: 'replace', owner: 'hercules-ci-agent', mode: 0o600 },
      ],
      watchers: [
        'hercules-ci-agent-restart-files.path',
        'hercules-ci-agent-restarter.service',
        'other.path',
        'other.service',
      ],
      restart: { when: 'now' },
      facts: { sha256: { [`${base}/binary-caches.json`]: sum('a') } },
    });
    expect(plan().configurationCheck?.command.slice(1)).toEqual([
      '--config',
      '/nix/store/x.json',
      '--test-configuration',
    ]);
  });

  test('is empty where nothing is new', () => {
    const same = plan({ places: new Map([place('binary-caches.json', { sha256: sum('b') })]) });
    expect(same).toMatchObject({ steps: [], watchers: [], restart: { when: 'never' }, files: [{ change: 'none' }] });
    expect(same.configurationCheck).toBeUndefined();
  });

  test.each<[string, Partial<PlaceFact>, string]>([
    ['missing', { kind: 'missing', sha256: undefined }, 'create'],
    ['of another owner', { sha256: sum('b'), owner: 'root' }, 'attributes'],
    ['readable by a group', { sha256: sum('b'), mode: 0o640 }, 'attributes'],
    ['stricter than ours', { sha256: sum('b'), mode: 0o400 }, 'none'],
  ])('treats a file that is %s', (_, fact, change) => {
    expect(plan({ places: new Map([place('binary-caches.json', fact)]) }).files[0]!.change).toBe(change);
  });

  test('goes by what an interrupted deployment will have put back', () => {
    const facts: Partial<HostFacts> = {
      interrupted: ['/var/lib/nix-agents/hercules-ci-agent.0123456789abcdef'],
      places: new Map([place('binary-caches.json', { sha256: sum('c') })]),
      originals: new Map([[`${base}/binary-caches.json`, sum('b')]]),
    };
    expect(plan(facts)).toMatchObject({ recovers: true, files: [{ change: 'none' }], steps: ['recover', 'finish'] });
  });

  test("takes places from the agent's own configuration, also from TOML, and tells where the workspace differs", () => {
    const at = '/srv/hci/caches.json';
    const [, fact] = place('x', { path: at, resolved: at, folder: '/srv/hci' });
    const toml = plan(
      { configPath: '/etc/agent.toml', config: `binaryCachesPath = "${at}"\n`, places: new Map([[at, fact]]) },
      { files: [{ ...input().files[0]!, declared: `${base}/binary-caches.json` }] },
    );
    expect(toml.files[0]!.destination).toBe(at);
    expect(toml.notes).toEqual([expect.stringContaining(`declares ${base}/binary-caches.json`)]);
  });

  test('says that tasks are interrupted, and can wait for them', () => {
    expect(plan({ tasks: 3 }).notes).toEqual([expect.stringContaining('3 tasks')]);
    expect(plan({ tasks: 3 }, { restart: 'idle' })).toMatchObject({ notes: [], restart: { when: 'idle' } });
    expect(plan({}, { restart: 'idle' }).steps).toContain('wait');
    expect(plan({}, { restart: 'never' }).steps).not.toContain('restart');
  });

  test.each<[Partial<HostFacts>, string]>([
    [{ systemd: false }, 'not supported: root@203.0.113.10 does not run systemd'],
    [{ transientUnits: false }, 'not supported: root@203.0.113.10 does not run systemd with systemd-run'],
    [{ unit: { LoadState: 'not-found' } }, 'There is no unit hercules-ci-agent.service on root@203.0.113.10.'],
    [{ unit: { LoadState: 'masked' } }, 'hercules-ci-agent.service is masked'],
    [{ user: undefined }, 'runs as the user hercules-ci-agent, which root@203.0.113.10 does not know'],
    [{ running: 'nix-agents-deploy-x.service' }, 'Another deployment of hercules-ci-agent.service is running'],
    [
      { places: new Map([place('binary-caches.json', { freeKiB: 10 })]) },
      'is full: 10 KiB are free, 258 KiB are needed',
    ],
    [{ places: new Map([place('binary-caches.json', { kind: 'other' })]) }, 'is no regular file'],
    [
      { places: new Map([place('binary-caches.json', { kind: 'link', resolved: '/root/x' })]) },
      'is a symbolic link to /root/x',
    ],
    ...['/run/secrets.d/2/x', '/run/agenix.d/1/x', '/nix/store/x'].map((resolved): [Partial<HostFacts>, string] => [
      { places: new Map([place('binary-caches.json', { kind: 'link', resolved })]) },
      'deploy the system',
    ]),
  ])('is refused %#: %j', (facts, sentence) => {
    expect(refusal(facts)).toContain(sentence);
  });

  test('is refused where two files would go to one place', () => {
    const [first] = input().files;
    expect(refusal({}, { files: [first!, { ...first!, source: '/w/other' }] })).toContain('Two files go to');
  });
});
