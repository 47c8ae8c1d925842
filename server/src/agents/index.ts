import { posix } from 'node:path';
import type { Agent } from '../../../protocol/src/agents.ts';
import { discoveredClaims } from '../discover/claims.ts';
import type { Discovered } from '../discover/discover.ts';
import type { Document } from '../documents/document.ts';
import type { FindSource } from '../nix/evaluate.ts';
import { readNetwork } from '../nix/network.ts';
import type { NixSource } from '../nix/source.ts';
import type { Value } from '../tree/value.ts';
import { type Claims, noClaims } from './claim.ts';
import { inventoryClaims } from './inventoryClaims.ts';
import { mergeGroup } from './merge.ts';
import { networkClaims } from './networkClaims.ts';
import { specClaims } from './specClaims.ts';
import { type Workspace, workspaceAt } from './workspace.ts';

/**
 * The agents that the files of one workspace folder define, merged per group and sorted by id.
 * Documents of formats that define none, or that lie outside of the folder, are passed over. Never throws.
 * What a document says is remembered with the document, so that a change in one file reads that file alone.
 * @param workspace absolute path of the workspace folder
 * @param discovered what was found by evaluating flakes, in this folder or another
 */
export function readAgents(
  workspace: string,
  documents: Iterable<Document>,
  discovered: readonly Discovered[] = [],
): Agent[] {
  const folder = workspaceAt(workspace);
  const inside = [...documents].filter(({ path }) => folder.inside(path) !== undefined);
  inside.sort((a, b) => (a.path < b.path ? -1 : 1));
  const sources = new Map<string, NixSource>();
  for (const { format, path, model } of inside) if (format === 'nix') sources.set(path, (model as NixModel).source);

  const groups = new Map<string, Claims[]>();
  for (const document of inside) {
    const claims = remembered(document, folder, (path) => sources.get(path));
    if (claims.agents.length + claims.machines.length === 0) continue;
    const group = groupOf(folder.relative(document.path));
    groups.set(group, [...(groups.get(group) ?? []), claims]);
  }
  for (const flake of discovered) {
    const group = folder.inside(flake.folder);
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), discoveredClaims(flake, folder)]);
  }
  const agents = [...groups].flatMap(([group, claims]) => mergeGroup(group, folder.path, claims));
  return agents.sort((a, b) => (a.id < b.id ? -1 : 1));
}

interface NixModel {
  source: NixSource;
}

interface TreeModel {
  root?: Value;
}

function groupOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}

interface Remembered {
  workspace: string;
  claims: Claims;
  /** The other files that were read for it, as they were. */
  imported: Map<string, NixSource | undefined>;
}

const memory = new WeakMap<Document, Remembered>();

function remembered(document: Document, workspace: Workspace, find: FindSource): Claims {
  const known = memory.get(document);
  if (known?.workspace === workspace.path && [...known.imported].every(([path, source]) => find(path) === source)) {
    return known.claims;
  }
  const imported = new Map<string, NixSource | undefined>();
  const claims = claimsOf(document, workspace, (path) => {
    const source = find(path);
    imported.set(path, source);
    return source;
  });
  memory.set(document, { workspace: workspace.path, claims, imported });
  return claims;
}

function claimsOf(document: Document, workspace: Workspace, find: FindSource): Claims {
  switch (document.format) {
    case 'inventory':
      return inventoryClaims(document, (document.model as TreeModel).root, workspace);
    case 'deploy-spec':
      return specClaims(document, (document.model as TreeModel).root, workspace);
    case 'nix': {
      const network = readNetwork((document.model as NixModel).source, find);
      return network ? networkClaims(network, workspace) : noClaims;
    }
    default:
      return noClaims;
  }
}
