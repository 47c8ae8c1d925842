import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ClientCapabilities, ProtocolConnection } from 'vscode-languageserver';
import type { Agent } from '../../../protocol/src/agents.ts';
import { discoverCommand, methods } from '../../../protocol/src/languageServer.ts';
import { createService } from '../service.ts';
import { startServer } from '../testing.ts';
import { contentOf } from './cache.ts';
import { discover } from './discover.ts';

let base: string;
let folder: string;

/** A Nix of its own, that knows no store and no cache but that of the test. */
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'nix-agents-discover-')));
  folder = join(base, 'workspace');
  mkdirSync(folder);
  const at = (name: string) => join(base, 'nix', name);
  const places = {
    NIX_STORE_DIR: at('store'),
    NIX_STATE_DIR: at('state'),
    NIX_LOG_DIR: at('log'),
    NIX_CONF_DIR: at('etc'),
    HOME: at('home'),
    XDG_CACHE_HOME: at('cache'),
    NIX_REMOTE: '',
  };
  for (const [name, value] of Object.entries(places)) vi.stubEnv(name, value);
  mkdirSync(at('etc'), { recursive: true });
  mkdirSync(at('home'));
  writeFileSync(at('etc/nix.conf'), 'build-users-group =\nsubstituters =\n');
  execFileSync('git', ['init', '--quiet', folder]);
});

afterEach(() => {
  vi.unstubAllEnvs();
  execFileSync('chmod', ['-R', 'u+w', base]);
  rmSync(base, { recursive: true });
});

function write(name: string, text: string): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  execFileSync('git', ['-C', folder, 'add', name]);
}

const run = () => discover(folder, new AbortController().signal);

const flake = (more = '') => `{
  outputs = { self }: {
    nixosConfigurations = {
      web.config = {
        services.hercules-ci-agent = {
          enable = true;
          settings.binaryCachesPath = "/run/secrets/caches.json";
          settings.clusterJoinTokenPath = throw "not defined";
        };
        deployment = {
          targetUser = "root";
          keys."caches.json" = { keyFile = ./keys/caches.json; destDir = "/run/secrets"; text = abort "secret"; };
        };
      };
      twins.config.services.hercules-ci-agents = { a = { }; b = { }; };
      plain.config = { };
      thrown.config = throw "broken";
      ${more}
    };
    darwinConfigurations.mac.config.services.cachix-agent = { enable = true; name = "mini"; credentialsFile = ./token; };
    homeConfigurations."alice@web".config.services.cachix-agent = { enable = true; name = "alice"; profile = "home-manager"; };
    deploy = {
      sshUser = "deployer";
      nodes.web = { hostname = "203.0.113.7"; sshOpts = [ "-A" "-p" "2222" ]; profiles = abort "not needed"; };
    };
    colmena = {
      meta.nixpkgs = abort "not needed";
      ci = { name, lib, ... }: {
        deployment.targetHost = "203.0.113.9";
        services.cachix-agent.enable = true;
        services.other = lib.mkForce { };
      };
    };
  };
}
`;

async function agents(): Promise<Map<string, Agent>> {
  const all = await createService({ roots: [folder] }).agents();
  return new Map(all.map((agent) => [agent.id, agent]));
}

it('finds hosts, services, addresses and paths, and forces no secret', async () => {
  write('flake.nix', flake());
  write('keys/caches.json', 'clear');
  const { hosts, broken, source } = await run();
  expect(hosts.map(({ collection, name }) => `${collection}.${name}`)).toEqual([
    'colmena.ci',
    'darwinConfigurations.mac',
    'deploy.web',
    'homeConfigurations.alice@web',
    'nixosConfigurations.plain',
    'nixosConfigurations.twins',
    'nixosConfigurations.web',
  ]);
  expect(broken).toEqual(['nixosConfigurations.thrown']);
  expect(hosts.at(-1)).toMatchObject({
    hercules: [
      { name: '', paths: { 'binary-caches.json': '/run/secrets/caches.json', 'cluster-join-token.key': null } },
    ],
    keys: [{ name: 'caches.json', file: `${source}/keys/caches.json`, folder: '/run/secrets' }],
    address: { host: null, user: 'root', port: null },
  });
  // The work tree is all that came into the store.
  expect(readdirSync(join(base, 'nix/store')).filter((name) => !name.startsWith('.'))).toEqual([
    source.split('/').at(-1),
  ]);
});

it('keeps the other hosts where one breaks the evaluation off', async () => {
  write('flake.nix', flake(`missing.config = { }.missing; "with \\"\\$\{quotes}" = abort "stop";`));
  const { hosts, broken } = await run();
  expect(hosts.length).toBe(7);
  expect(broken).toEqual([
    'nixosConfigurations.missing',
    'nixosConfigurations.thrown',
    `nixosConfigurations.with "$\{quotes}`,
  ]);
});

it('says what to do where it cannot evaluate, and quotes no value', async () => {
  write('flake.nix', '{ outputs = { self }: abort "hunter2"; }');
  await expect(run()).rejects.toThrow(
    /^Nix could not evaluate the flake in .*\. Run nix flake show there to see why\.$/,
  );
  rmSync(join(folder, '.git'), { recursive: true });
  await expect(run()).rejects.toThrow(/is in no git repository: Nix would copy all of it/);
  execFileSync('git', ['init', '--quiet', folder]);
  vi.stubEnv('PATH', join(base, 'empty'));
  await expect(run()).rejects.toThrow('There is no program nix on the PATH. Install Nix to discover agents.');
});

it('ends where it is cancelled', async () => {
  write(
    'flake.nix',
    '{ outputs = { self }: let loop = n: loop (n + 1); in { nixosConfigurations.a.config = loop 0; }; }',
  );
  const ended = new AbortController();
  const running = discover(folder, ended.signal);
  setTimeout(() => ended.abort(), 100);
  await expect(running).rejects.toThrow(/abort/i);
});

it('knows content by what git tracks', async () => {
  write('flake.nix', flake());
  const before = await contentOf(folder);
  expect(await contentOf(folder)).toBe(before);
  writeFileSync(join(folder, 'untracked'), 'x');
  expect(await contentOf(folder)).toBe(before);
  writeFileSync(join(folder, 'flake.nix'), `${flake()}\n`);
  expect(await contentOf(folder)).not.toBe(before);
});

const progressing: ClientCapabilities = { window: { workDoneProgress: true } };

async function onCommand(work?: (client: ProtocolConnection) => void): Promise<string[]> {
  const { client, end } = await startServer(folder, progressing);
  const shown: string[] = [];
  client.onNotification('window/showMessage', ({ message }) => void shown.push(message));
  client.onRequest('window/workDoneProgress/create', () => null);
  work?.(client);
  await client.sendRequest('workspace/executeCommand', { command: discoverCommand, arguments: [] });
  const found: Agent[] = await client.sendRequest(methods.agents);
  await end();
  return [...shown, ...found.map(({ id }) => id)];
}

it('adds what it found to the agents, between the inventory and static reading, and remembers it', async () => {
  write('flake.nix', flake().replace('thrown.config = throw "broken";', ''));
  write('nix-agents.json', '{ "agents": { "web": { "kind": "hercules-ci", "user": "admin" } } }');
  write(
    'network.nix',
    '{ network.description = "x"; web.deployment = { targetHost = "198.51.100.1"; targetPort = 22; }; }',
  );
  let told = 0;
  const said = await onCommand((client) => client.onNotification(methods.agentsChanged, () => void told++));
  expect(said).toEqual([
    '6 agents discovered on 7 hosts.',
    'cachix-deploy:alice',
    'cachix-deploy:ci',
    'cachix-deploy:mini',
    'hercules-ci:twins-a',
    'hercules-ci:twins-b',
    'hercules-ci:web',
  ]);
  expect(told).toBeGreaterThan(0);

  // From the memory of the first: another program sees them too.
  const found = await agents();
  expect(found.get('hercules-ci:web')).toMatchObject({
    user: 'admin',
    host: '203.0.113.7',
    port: 2222,
    service: { manager: 'systemd', name: 'hercules-ci-agent.service' },
    secrets: [{ name: 'binary-caches.json', source: 'keys/caches.json', destination: '/run/secrets/caches.json' }],
    provenance: { user: { origin: 'inventory' }, host: { origin: 'evaluated', path: 'flake.nix', line: 1 } },
  });
  expect(found.get('cachix-deploy:mini')).toMatchObject({
    service: { manager: 'launchd', name: 'org.nixos.cachix-agent' },
    secrets: [],
  });
  expect(found.get('cachix-deploy:alice')).toMatchObject({
    host: '203.0.113.7',
    profile: 'home-manager',
    service: { manager: 'systemd-user' },
  });
  expect(found.get('cachix-deploy:ci')?.host).toBe('203.0.113.9');
  const cached = readdirSync(join(base, 'nix/cache/nix-agents/discovered'));
  expect(cached.length).toBe(1);

  // Until the content is another one.
  write('other.nix', '{ }');
  expect([...(await agents()).keys()]).toEqual(['hercules-ci:web']);
  expect(readFileSync(join(base, 'nix/cache/nix-agents/discovered', cached[0] ?? ''), 'utf8')).not.toContain('clear');
});

it('tells what is broken, and where there is no flake', async () => {
  expect(await onCommand()).toEqual([
    'No folder of the workspace has a flake.nix at its top, in which agents could be discovered.',
  ]);
  write('flake.nix', '{ outputs = { self }: { nixosConfigurations.a.config = throw "x"; }; }');
  expect(await onCommand()).toEqual([
    '0 agents discovered on 0 hosts.',
    `nixosConfigurations.a could not be evaluated. Run nix eval ${folder}#nixosConfigurations.a to see why.`,
  ]);
});
