import { type Definition, definitionsIn, entries, type Module } from './modules.ts';
import type { NixSet, Written } from './value.ts';

/**
 * A `deployment.keys.<name>` as all modules of a machine give it.
 * @see https://github.com/NixOS/nixops/blob/master/nix/keys.nix
 */
export interface DeploymentKey {
  /** The attribute's name. */
  name: string;
  definitions: Definition[];
}

export function deploymentKeys(module: Module): DeploymentKey[] {
  return [...entries(module, 'deployment', 'keys')].map(([name, found]) => ({ name, definitions: found }));
}

/** The definitions of one option of a key. */
export function keyOption(key: DeploymentKey, option: string): Definition[] {
  return key.definitions.flatMap(({ value }) => [...definitionsIn(value, [option])]);
}

/** A string option that is given once and is certain. */
export function keyString(key: DeploymentKey, option: string): string | undefined {
  const [definition] = keyOption(key, option);
  const value = definition?.value;
  return value?.type === 'string' || value?.type === 'path' ? value.value : undefined;
}

/** The key's name on the host. */
export const nameOnHost = (key: DeploymentKey) => keyString(key, 'name') ?? key.name;

/** Its absolute path on the host, where the file says it. */
export function destinationOf(key: DeploymentKey): string | undefined {
  const folder = keyString(key, 'destDir');
  return folder === undefined ? undefined : `${folder.replace(/\/+$/, '')}/${nameOnHost(key)}`;
}

/** The sets that define a key, for what is not an option of it. */
export function keySets(key: DeploymentKey): (NixSet & Written)[] {
  return key.definitions.map(({ value }) => value).filter((value) => value.type === 'set');
}
