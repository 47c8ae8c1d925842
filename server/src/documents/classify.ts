import { basename } from 'node:path';
import type { FormatId } from '../formats/format.ts';
import {
  looksLikeAgentConfig,
  looksLikeAgentNix,
  looksLikeBinaryCaches,
  looksLikeDeploySpec,
  looksLikeSecrets,
} from './content.ts';

interface Claim {
  format: FormatId;
  name: RegExp;
  /** Left out where the name alone tells. */
  content?: (text: string) => boolean;
}

/** In the order of asking: the name of a format's own files first, then what any file may say. */
const claims: readonly Claim[] = [
  { format: 'inventory', name: /^nix-agents\.json$/ },
  { format: 'binary-caches', name: /^(?:.*\.)?binary-caches\.json$/ },
  { format: 'agent-config', name: /^hercules-ci-agent.*\.(?:json|toml)$/ },
  { format: 'deploy-spec', name: /^(?:cachix-deploy.*|.*\.deploy-spec)\.json$/ },
  { format: 'join-token', name: /^cluster-join-token\.key$/ },
  { format: 'agent-token', name: /^cachix-agent\.token$/ },
  { format: 'binary-caches', name: /\.json$/, content: looksLikeBinaryCaches },
  { format: 'secrets', name: /^(?:.*\.)?secrets\.json$/, content: looksLikeSecrets },
  { format: 'agent-config', name: /^agent\.json$/, content: (text) => looksLikeAgentConfig(text, 'json') },
  { format: 'agent-config', name: /^agent\.toml$/, content: (text) => looksLikeAgentConfig(text, 'toml') },
  { format: 'deploy-spec', name: /^deploy(?:-.*)?\.json$/, content: looksLikeDeploySpec },
  { format: 'nix', name: /\.nix$/, content: looksLikeAgentNix },
];

/** Whether a file of this name is one of ours, or may be, so that its content is worth a look. */
export function mayBeClaimed(path: string): boolean {
  const name = basename(path);
  return claims.some((claim) => claim.name.test(name));
}

/** Whether the name alone makes a file one of ours. */
export function claimedByName(path: string): FormatId | undefined {
  const name = basename(path);
  return claims.find((claim) => !claim.content && claim.name.test(name))?.format;
}

/** The format of a file, by its name and by what it says; `undefined` where no format claims it. */
export function classify(path: string, text: string): FormatId | undefined {
  const name = basename(path);
  return claims.find((claim) => claim.name.test(name) && (!claim.content || claim.content(text)))?.format;
}
