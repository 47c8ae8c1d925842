import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import type { HostFacts } from './facts.ts';

/** Where the agent of a host reads its files. */
export interface Destinations {
  /** The agent's own configuration, where the host has one that can be read. */
  configuration?: Record<string, unknown>;
  /** The configuration's key for a file, by the file's usual name. */
  keys: Record<string, string>;
  /** The place of a file by its usual name; any other name lies beside them. */
  of(name: string): string;
}

/** The configuration's keys for the three files that it places. */
export const configurationKeys = {
  'cluster-join-token.key': 'clusterJoinTokenPath',
  'binary-caches.json': 'binaryCachesPath',
  'secrets.json': 'secretsJsonPath',
} as const;

/**
 * The places that a Hercules agent reads its files from, and the defaults of its modules where it says nothing.
 * @see https://docs.hercules-ci.com/hercules-ci-agent/agent-config/
 */
export function destinationsOf(unit: string, facts?: Pick<HostFacts, 'configPath' | 'config'>): Destinations {
  const configuration = readConfiguration(facts);
  const text = (key: string): string | undefined => {
    const value = configuration?.[key];
    return typeof value === 'string' && value.startsWith('/') ? value.replace(/\/+$/, '') || '/' : undefined;
  };
  const base = text('baseDirectory') ?? `/var/lib/${unit.replace(/\.service$/, '')}`;
  const secrets = text('staticSecretsDirectory') ?? `${base}/secrets`;
  return {
    configuration,
    keys: configurationKeys,
    of(name) {
      const key = name in configurationKeys ? configurationKeys[name as keyof typeof configurationKeys] : undefined;
      return (key && text(key)) ?? `${secrets}/${name}`;
    },
  };
}

function readConfiguration(facts?: Pick<HostFacts, 'configPath' | 'config'>): Record<string, unknown> | undefined {
  if (facts?.config === undefined) return undefined;
  try {
    const value: unknown = facts.configPath?.endsWith('.json')
      ? JSON.parse(facts.config)
      : getStaticTOMLValue(parseTOML(facts.config));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The place of a file: the agent's own word for the files that it knows, the workspace's for any other. */
export function placeOf(file: { name: string; declared?: string }, destinations: Destinations): string {
  if (file.name in destinations.keys) return destinations.of(file.name);
  return file.declared ?? destinations.of(file.name);
}
