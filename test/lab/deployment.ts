import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryCaches, joinToken } from '../../demo/src/keys.ts';
import { type DeployContext, type DeployOptions, deploy } from '../../hosts/src/deploy/session.ts';
import { createHostPool } from '../../hosts/src/ssh/pool.ts';
import type { Agent } from '../../protocol/src/agents.ts';
import type { Finding } from '../../protocol/src/findings.ts';
import type { Knowledge } from '../../protocol/src/knowledge.ts';
import type { DeployReport, DeployStep } from '../../protocol/src/plan.ts';
import { agentPaths } from './agentUnits.ts';
import type { Guest } from './guest.ts';

const names = { token: 'cluster-join-token.key', caches: 'binary-caches.json', secrets: 'secrets.json' };

/** A workspace with one agent on a guest, and what a face does with it. */
export interface Workspace {
  agent: Agent;
  /** Replaces local files; those that are not named stay as they are. */
  write(files: { token?: string; caches?: string; secrets?: string }): Promise<void>;
  /** The error finding that any file has from now on. */
  find(finding: Finding | undefined): void;
  deploy(options?: DeployOptions, context?: Partial<DeployContext>): Promise<DeployReport & { told: DeployStep[] }>;
  /** SHA-256 of the local files by the path that they have on the guest. */
  wanted(): Record<string, string>;
  dispose(): Promise<void>;
}

export async function createWorkspace(
  guest: Guest,
  options: { name?: string; user?: string } = {},
): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'nix-agents-deployment-'));
  const pool = createHostPool({ configFile: guest.sshConfigFile });
  const paths = agentPaths(options.name ?? '');
  const contents: Record<string, string> = {};
  let finding: Finding | undefined;
  const agent: Agent = {
    id: `hercules-ci:${options.name ?? 'agent'}`,
    name: options.name ?? 'agent',
    group: '',
    kind: 'hercules-ci',
    workspace: folder,
    host: 'guest',
    ...(options.user && { user: options.user }),
    service: { manager: 'systemd', name: paths.unit },
    secrets: [names.token, names.caches, names.secrets].map((name) => ({ name, source: name })),
    definedAt: [],
    provenance: {},
  };
  const knowledge: Knowledge = {
    agents: async () => [agent],
    check: async () => ({ state: 'checked', findings: finding ? [finding] : [], unsaved: false }),
    locate: async () => [],
  };
  const workspace: Workspace = {
    agent,
    async write(files) {
      for (const [key, content] of Object.entries(files)) {
        const name = names[key as keyof typeof names];
        contents[name] = content;
        await writeFile(join(folder, name), content, { mode: 0o600 });
      }
    },
    find(next) {
      finding = next;
    },
    async deploy(deployOptions = {}, context = {}) {
      const told: DeployStep[] = [];
      const report = await deploy(agent, deployOptions, {
        pool,
        knowledge,
        confirm: async () => true,
        ...context,
        onStep(step) {
          told.push(step);
          context.onStep?.(step);
        },
      });
      return { ...report, told };
    },
    wanted: () =>
      Object.fromEntries(Object.entries(contents).map(([name, text]) => [`${paths.secrets}/${name}`, sha256(text)])),
    async dispose() {
      pool.dispose();
      await rm(folder, { recursive: true });
    },
  };
  await workspace.write({ token: joinToken(), caches: binaryCaches('mycache'), secrets: '{}\n' });
  return workspace;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What a guest holds of an agent's files: owner, mode and SHA-256 by path, hidden files included. */
export async function filesOn(guest: Guest, name = ''): Promise<Record<string, string>> {
  const { base } = agentPaths(name);
  const listed = await guest.sh(
    `find ${base} -path ${base}/work -prune -o -path ${base}/secretState -prune -o -type f -exec sh -c 'for f; do
printf "%s %s %s\\n" "$(stat -c "%U:%G %a" "$f")" "$(sha256sum <"$f" | cut -c1-64)" "$f"; done' sh {} +`,
  );
  return Object.fromEntries(
    listed
      .split('\n')
      .filter(Boolean)
      .sort()
      .map((line) => {
        const [owner, mode, sum, ...path] = line.split(' ');
        return [path.join(' '), `${owner} ${mode} ${sum}`];
      }),
  );
}

/** Whatever a deployment leaves lying about: folders, units, notes. */
export async function leftovers(guest: Guest): Promise<string> {
  return guest.sh(`find / -xdev -name '.nix-agents*' 2>/dev/null; ls -d /var/lib/nix-agents /run/nix-agents 2>/dev/null
systemctl list-units --all --no-legend --plain 'nix-agents*' 'run-[ur]*'; true`);
}

/** How often an agent was started since the guest booted. */
export async function starts(guest: Guest, name = ''): Promise<number> {
  const { unit } = agentPaths(name);
  const journal = await guest.sh(`journalctl --boot -q -o cat -u ${unit}`);
  return journal.split('\n').filter((line) => line.startsWith('Started ')).length;
}

/** As long as it takes the restarter of the NixOS module, which waits for 10 seconds, to have done its work. */
export function restarterSeconds(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 13_000));
}
