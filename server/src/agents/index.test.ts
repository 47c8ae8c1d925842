// biome-ignore-all lint/suspicious/noTemplateCurlyInString: interpolations of Nix, not of JavaScript
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Document } from '../documents/document.ts';
import type { FormatId } from '../formats/format.ts';
import { readInventory } from '../formats/inventory/model.ts';
import { parseNix } from '../nix/source.ts';
import { linesOf } from '../text/lines.ts';
import type { Value } from '../tree/value.ts';
import { readAgents } from './index.ts';

const workspace = resolve('/work-folder');

function nix(name: string, text: string): Document {
  const path = join(workspace, name);
  return { path, format: 'nix', text, lines: linesOf(text), model: { source: parseNix(text, path) } };
}

/** A JSON document whose tree has no places, which these tests do not look at. */
function json(name: string, format: FormatId, data: unknown): Document {
  const path = join(workspace, name);
  return { path, format, text: '', lines: linesOf(''), model: { root: tree(data) } };
}

function tree(data: unknown): Value {
  const at = { start: 0, end: 0 };
  if (typeof data === 'string') return { type: 'string', value: data, ...at };
  if (typeof data === 'number') return { type: 'number', value: data, ...at };
  if (typeof data === 'boolean') return { type: 'boolean', value: data, ...at };
  if (data === null) return { type: 'null', ...at };
  if (Array.isArray(data)) return { type: 'array', items: data.map(tree), ...at };
  const properties = Object.entries(data as object).map(([key, value]) => ({
    key: { type: 'string' as const, value: key, ...at },
    value: tree(value),
    ...at,
  }));
  return { type: 'object', properties, ...at };
}

const logical = `let
  hercules-ci-agent = builtins.fetchTarball "https://example.org/agent.tar.gz";
in
{
  network.description = "Hercules CI agents";

  agent = {
    imports = [ (hercules-ci-agent + "/module.nix") ];
    services.hercules-ci-agent.enable = true;
    deployment.keys."cluster-join-token.key".keyFile = ./cluster-join-token.key;
    deployment.keys."binary-caches.json".keyFile = ./binary-caches.json;
    deployment.keys."secrets.json" = {
      keyFile = ./. + "/secrets.json";
      destDir = "/var/lib/hercules-ci-agent/secrets";
    };
  };
}
`;
const physical = `{
  agent = {
    deployment.targetHost = "203.0.113.10";
    deployment.targetPort = 2222;
    deployment.targetUser = "root";
  };
}
`;

describe('a NixOps network', () => {
  test('is one with its physical specification', () => {
    const [agent, ...more] = readAgents(workspace, [
      nix('mycompany/hercules-ci-agents.nix', logical),
      nix('mycompany/hercules-ci-agents-target.nix', physical),
    ]);
    expect(more).toEqual([]);
    expect(agent).toEqual({
      id: 'hercules-ci:mycompany/agent',
      name: 'agent',
      group: 'mycompany',
      kind: 'hercules-ci',
      workspace,
      host: '203.0.113.10',
      port: 2222,
      user: 'root',
      secrets: [
        { name: 'binary-caches.json', source: 'mycompany/binary-caches.json' },
        { name: 'cluster-join-token.key', source: 'mycompany/cluster-join-token.key' },
        {
          name: 'secrets.json',
          source: 'mycompany/secrets.json',
          destination: '/var/lib/hercules-ci-agent/secrets/secrets.json',
        },
      ],
      definedAt: [
        { path: 'mycompany/hercules-ci-agents.nix', line: 7 },
        { path: 'mycompany/hercules-ci-agents-target.nix', line: 2 },
      ],
      provenance: {
        host: { origin: 'nix', path: 'mycompany/hercules-ci-agents-target.nix', line: 3 },
        port: { origin: 'nix', path: 'mycompany/hercules-ci-agents-target.nix', line: 4 },
        user: { origin: 'nix', path: 'mycompany/hercules-ci-agents-target.nix', line: 5 },
        'secrets.cluster-join-token.key': { origin: 'nix', path: 'mycompany/hercules-ci-agents.nix', line: 10 },
        'secrets.binary-caches.json': { origin: 'nix', path: 'mycompany/hercules-ci-agents.nix', line: 11 },
        'secrets.secrets.json': { origin: 'nix', path: 'mycompany/hercules-ci-agents.nix', line: 13 },
      },
    });
  });

  test('has no address where it is still empty', () => {
    const [agent] = readAgents(workspace, [
      nix('a.nix', logical),
      nix('b.nix', '{ agent = { deployment.targetHost = ""; }; }'),
    ]);
    expect(agent?.id).toBe('hercules-ci:agent');
    expect(agent).not.toHaveProperty('host');
  });
});

describe('the inventory', () => {
  test('wins over the other files, field by field', () => {
    const [agent] = readAgents(workspace, [
      nix('a.nix', logical),
      nix('b.nix', physical),
      json('nix-agents.json', 'inventory', {
        agents: { agent: { host: 'builder', unit: 'ci', secrets: { 'secrets.json': './other.json' } } },
      }),
    ]);
    expect(agent).toMatchObject({
      id: 'hercules-ci:agent',
      host: 'builder',
      port: 2222,
      service: { manager: 'systemd', name: 'ci.service' },
    });
    expect(agent?.secrets.find(({ name }) => name === 'secrets.json')).toEqual({
      name: 'secrets.json',
      source: 'other.json',
      destination: '/var/lib/hercules-ci-agent/secrets/secrets.json',
    });
  });

  test('has the first agent of a name only', () => {
    const text = '{ "agents": { "a": { "host": "one" }, "a": { "kind": "cachix-deploy", "user": "root" } } }';
    const inventory = { ...json('nix-agents.json', 'inventory', {}), text, model: readInventory(text) };
    const agents = readAgents(workspace, [inventory]);
    expect(agents.map(({ id, host, user }) => [id, host, user])).toEqual([['hercules-ci:a', 'one', undefined]]);
  });

  test.each(['root:correct-horse@h', 'ssh://root:correct@horse@h:22', ':correct-horse@h'])(
    'gives no address that holds a password',
    (host) => {
      const [agent] = readAgents(workspace, [json('nix-agents.json', 'inventory', { agents: { x: { host } } })]);
      expect(agent).toMatchObject({ id: 'hercules-ci:x' });
      expect(agent).not.toHaveProperty('host');
      expect(JSON.stringify(agent)).not.toContain('horse');
    },
  );

  test.each([
    [{ host: 'a' }, 'hercules-ci:x'],
    [{ spec: './deploy.json' }, 'cachix-deploy:x'],
    [{ storePath: '/nix/store/a' }, 'cachix-deploy:x'],
    [{ profile: 'system' }, 'cachix-deploy:x'],
    [{ build: '.#x' }, 'cachix-deploy:x'],
    [{ kind: 'hercules-ci', build: '.#x' }, 'hercules-ci:x'],
  ])('of %j is %s', (entry, id) => {
    const agents = readAgents(workspace, [json('nix-agents.json', 'inventory', { agents: { x: entry } })]);
    expect(agents.map((agent) => agent.id)).toEqual([id]);
  });
});

test('an agent of a deploy spec is on the machine of its name in its group', () => {
  const spec = json('deploy.json', 'deploy-spec', { agents: { agent: '/nix/store/x-system' } });
  const agents = readAgents(workspace, [nix('a.nix', logical), nix('b.nix', physical), spec, nix('c/b.nix', physical)]);
  expect(agents.map(({ id, host, storePath, spec: from }) => ({ id, host, storePath, from }))).toEqual([
    { id: 'cachix-deploy:agent', host: '203.0.113.10', storePath: '/nix/store/x-system', from: 'deploy.json' },
    { id: 'hercules-ci:agent', host: '203.0.113.10', storePath: undefined, from: undefined },
  ]);
});

test('modules are read where they are imported from', () => {
  const importer = nix('a.nix', '{ network = {}; web = { imports = [ ./web.nix ]; }; db = import ./web.nix; }');
  const module = nix('web.nix', '{ ... }: { services.cachix-agent = { enable = true; profile = "web"; }; }');
  const read = (...documents: Document[]) =>
    readAgents(workspace, documents).map(({ id, profile }) => `${id} ${profile}`);
  expect(read(importer, module)).toEqual(['cachix-deploy:db web', 'cachix-deploy:web web']);
  expect(read(importer, nix('web.nix', '{ services.cachix-agent.enable = false; }'))).toEqual([]);
});

describe('agents of a machine', () => {
  const read = (text: string) =>
    readAgents(workspace, [nix('a.nix', `{ network = { }; m = { ... }: ${text}; }`)]).map((agent) => ({
      id: agent.id,
      ...(agent.service && { unit: agent.service.name }),
      ...(agent.secrets.length > 0 && { secrets: agent.secrets.map(({ name, source }) => `${name} ${source}`) }),
    }));

  test.each<[string, string, unknown[]]>([
    ['an enabled service', '{ services.hercules-ci-agent.enable = true; }', [{ id: 'hercules-ci:m' }]],
    ['a forced one', '{ services.hercules-ci-agent.enable = lib.mkForce true; }', [{ id: 'hercules-ci:m' }]],
    [
      'one behind a known condition',
      '{ services = lib.mkIf true { cachix-agent.enable = true; }; }',
      [{ id: 'cachix-deploy:m' }],
    ],
    ['one behind an unknown condition', '{ services = lib.mkIf x { cachix-agent.enable = true; }; }', []],
    [
      'one of several parts',
      '{ config = lib.mkMerge [ { } { services.cachix-agent.enable = true; } ]; }',
      [{ id: 'cachix-deploy:m' }],
    ],
    ['a disabled one', '{ services.hercules-ci-agent.enable = false; }', []],
    [
      'the profile of the flake',
      '{ imports = [ inputs.agent.nixosModules.agent-profile ]; }',
      [{ id: 'hercules-ci:m' }],
    ],
    ['an import into a string', '{ imports = [ "${agent}/module.nix" ]; }', [{ id: 'hercules-ci:m' }]],
    ['a module of its own', '{ imports = [ ./module.nix ]; }', []],
    [
      'a key alone',
      '{ deployment.keys."secrets.json".keyFile = ./s.json; deployment.keys.other.keyFile = ./o; }',
      [{ id: 'hercules-ci:m', secrets: ['secrets.json s.json'] }],
    ],
    [
      'a key that a command gives',
      '{ deployment.keys."secrets.json".keyCommand = [ "x" ]; }',
      [{ id: 'hercules-ci:m' }],
    ],
    [
      'both kinds at once',
      `{ services.hercules-ci-agent.enable = true;
         services.cachix-agent = { enable = true; name = "web"; };
         deployment.keys."cachix-agent.token".keyFile = ./cachix-agent.token; }`,
      [{ id: 'cachix-deploy:web', secrets: ['cachix-agent.token cachix-agent.token'] }, { id: 'hercules-ci:m' }],
    ],
    [
      'several instances',
      `{ services.hercules-ci-agents.one = { }; services.hercules-ci-agents."" = { };
         deployment.keys.caches-one = {
           name = "binary-caches.json"; keyFile = ./one.json; destDir = "/var/lib/hercules-ci-agent-one/secrets"; };
         deployment.keys."binary-caches.json".keyFile = ./default.json; }`,
      [
        { id: 'hercules-ci:m', secrets: ['binary-caches.json default.json'] },
        { id: 'hercules-ci:m-one', unit: 'hercules-ci-agent-one.service', secrets: ['binary-caches.json one.json'] },
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

test('a machine is found under the name that its agent has elsewhere', () => {
  const network = nix(
    'a.nix',
    '{ m = { deployment.targetHost = "h"; services.cachix-agent = { enable = true; name = "web"; }; }; }',
  );
  const spec = json('deploy.json', 'deploy-spec', { agents: { web: '/nix/store/x' } });
  expect(readAgents(workspace, [network, spec])).toMatchObject([
    { id: 'cachix-deploy:web', host: 'h', storePath: '/nix/store/x' },
  ]);
});

test('an agent whose inventory names its spec takes no other', () => {
  const inventory = json('nix-agents.json', 'inventory', { agents: { web: { spec: './staging.deploy-spec.json' } } });
  const agents = readAgents(workspace, [
    inventory,
    json('production.deploy-spec.json', 'deploy-spec', { agents: { web: '/nix/store/p' } }),
    json('staging.deploy-spec.json', 'deploy-spec', { agents: { web: '/nix/store/s' } }),
  ]);
  expect(agents).toMatchObject([{ storePath: '/nix/store/s', spec: 'staging.deploy-spec.json' }]);
});

test('groups are apart, and files outside of the workspace are passed over', () => {
  const agents = readAgents(workspace, [
    nix('one/a.nix', logical),
    nix('two/a.nix', logical),
    nix('../other/a.nix', logical),
  ]);
  expect(agents.map(({ id }) => id)).toEqual(['hercules-ci:one/agent', 'hercules-ci:two/agent']);
});

test('what is half written defines what can be read of it', () => {
  const broken = logical.replace('services.hercules-ci-agent.enable = true;', 'services.hercules-ci-agent.enable = ;');
  expect(readAgents(workspace, [nix('a.nix', broken)])).toMatchObject([
    { id: 'hercules-ci:agent', secrets: [{}, {}, {}] },
  ]);
  expect(readAgents(workspace, [nix('a.nix', logical.slice(0, -40))])).toMatchObject([{ id: 'hercules-ci:agent' }]);
});
