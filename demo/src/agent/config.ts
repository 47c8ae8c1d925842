import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FatalError } from './haskell.ts';

/** A path as this machine has it: the demonstration host lives in a folder, a real one in `/`. */
export function real(path: string): string {
  const root = process.env.STAND_IN_ROOT;
  return root === undefined || path.startsWith(`${root}/`) ? path : root + path;
}

export interface AgentConfig {
  baseDirectory: string;
  clusterJoinTokenPath: string;
  binaryCachesPath: string;
  /** Where this stand-in is told how to behave; the real agent knows no such key and would pass over it. */
  standInControl?: string;
}

/** @throws FatalError when the file is no JSON object with a `baseDirectory` */
export function readConfig(path: string): AgentConfig {
  let written: Partial<Record<string, unknown>>;
  try {
    written = JSON.parse(readFileSync(real(path), 'utf8')) as typeof written;
  } catch {
    throw new FatalError(`In JSON file "${path}": Error in $: Unexpected end-of-input, expecting JSON value`);
  }
  const string = (key: string): string | undefined => {
    const value = written[key];
    return typeof value === 'string' ? value : undefined;
  };
  const baseDirectory = string('baseDirectory');
  if (baseDirectory === undefined) {
    throw new FatalError(`You need to specify "baseDirectory" in your agent config file from "${path}"`);
  }
  const secrets = string('staticSecretsDirectory') ?? join(baseDirectory, 'secrets');
  const standInControl = string('standInControl');
  return {
    baseDirectory,
    clusterJoinTokenPath: string('clusterJoinTokenPath') ?? join(secrets, 'cluster-join-token.key'),
    binaryCachesPath: string('binaryCachesPath') ?? join(secrets, 'binary-caches.json'),
    ...(standInControl !== undefined && { standInControl }),
  };
}
