import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeployedFile } from '../../../hosts/src/deploy/deployedFiles.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { Icon, L10n } from './describe.ts';

/** How a file of the workspace stands to the one on the host. */
export type FileState =
  | 'in-sync'
  | 'differs'
  /** Not on the host. */
  | 'not-deployed'
  /** Not in the workspace. */
  | 'missing-here'
  /** On the host a link into a place that another tool fills. */
  | 'managed';

const managers: readonly [folder: string, name: string][] = [
  ['/run/secrets', 'sops-nix'],
  ['/run/agenix', 'agenix'],
  ['/nix/store', 'Nix'],
];

/** Who else puts a file into its place, going by where that place leads. */
export function managerOf({ resolved }: Pick<DeployedFile, 'resolved'>): string | undefined {
  return managers.find(([folder]) => resolved.startsWith(`${folder}/`) || resolved.startsWith(`${folder}.d/`))?.[1];
}

export function fileState(local: string | undefined, deployed: DeployedFile): FileState {
  if (managerOf(deployed)) return 'managed';
  if (!deployed.exists) return 'not-deployed';
  if (local === undefined) return 'missing-here';
  return local === deployed.sha256 ? 'in-sync' : 'differs';
}

/** SHA-256 (hex) of an agent's file in the workspace; `undefined` where it cannot be read. */
export async function localSha256(agent: Agent, source: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(join(agent.workspace, source)))
      .digest('hex');
  } catch {
    return undefined;
  }
}

/** By the secret's name. */
export type FileStates = ReadonlyMap<string, { state: FileState; file: DeployedFile }>;

export async function fileStates(agent: Agent, deployed: readonly DeployedFile[]): Promise<FileStates> {
  const states = new Map<string, { state: FileState; file: DeployedFile }>();
  for (const { name, source } of agent.secrets) {
    const file = deployed.find((each) => each.name === name);
    if (file) states.set(name, { state: fileState(await localSha256(agent, source), file), file });
  }
  return states;
}

export function fileStateName(state: FileState, file: DeployedFile, l10n: L10n): string {
  return {
    'in-sync': l10n.t('in sync'),
    differs: l10n.t('differs'),
    'not-deployed': l10n.t('not deployed'),
    'missing-here': l10n.t('missing here'),
    managed: l10n.t('managed by {0}', managerOf(file) ?? ''),
  }[state];
}

export function fileStateIcon(state: FileState | undefined): Icon {
  switch (state) {
    case 'in-sync':
      return { id: 'lock', color: 'charts.green' };
    case 'differs':
    case 'missing-here':
      return { id: 'lock', color: 'charts.yellow' };
    case 'not-deployed':
      return { id: 'lock', color: 'disabledForeground' };
    case 'managed':
    case undefined:
      return { id: 'lock' };
  }
}
