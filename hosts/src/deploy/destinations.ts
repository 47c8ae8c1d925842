import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import type { Agent } from '../../../protocol/src/agents.ts';
import { serviceOf } from '../journal/sources.ts';
import type { HostFacts } from './facts.ts';

type Told = Pick<HostFacts, 'configPath' | 'config' | 'unit'>;

/** Where the agent of a host reads its files. */
export interface Destinations {
  /** The agent's own configuration, where the host has one that can be read. */
  configuration?: Record<string, unknown>;
  /** Whether the agent itself says where it reads a file of this name, so that no declaration can. */
  decides(name: string): boolean;
  /** The place of a file by its usual name. */
  of(name: string): string;
}

/** The configuration's keys for the three files that it places. */
export const configurationKeys = {
  'cluster-join-token.key': 'clusterJoinTokenPath',
  'binary-caches.json': 'binaryCachesPath',
  'secrets.json': 'secretsJsonPath',
} as const;

/** The places that an agent reads its files from, and the defaults of its modules where the host says nothing. */
export function destinationsOf(agent: Pick<Agent, 'kind' | 'service'>, facts?: Told): Destinations {
  return agent.kind === 'hercules-ci' ? ofHercules(serviceOf(agent).name, facts) : ofCachix(facts);
}

/** @see https://docs.hercules-ci.com/hercules-ci-agent/agent-config/ */
function ofHercules(unit: string, facts?: Told): Destinations {
  const configuration = readConfiguration(facts);
  const text = (key: string): string | undefined => {
    const value = configuration?.[key];
    return typeof value === 'string' && value.startsWith('/') ? value.replace(/\/+$/, '') || '/' : undefined;
  };
  const base = text('baseDirectory') ?? `/var/lib/${unit.replace(/\.service$/, '')}`;
  const secrets = text('staticSecretsDirectory') ?? `${base}/secrets`;
  return {
    configuration,
    decides: (name) => name in configurationKeys,
    of(name) {
      const key = name in configurationKeys ? configurationKeys[name as keyof typeof configurationKeys] : undefined;
      return (key && text(key)) ?? `${secrets}/${name}`;
    },
  };
}

/**
 * The one file of a Cachix agent: its token, as systemd reads it into the agent's environment.
 * @see https://github.com/NixOS/nixpkgs nixos/modules/services/system/cachix-agent/default.nix
 */
function ofCachix(facts?: Told): Destinations {
  const read = (facts?.unit.EnvironmentFiles ?? '')
    .split('\n')
    .map((line) => line.replace(/ \(ignore_errors=\w+\)$/, ''));
  const place = read.find((path) => /cachix/.test(path)) ?? read.find((path) => path.startsWith('/'));
  return { decides: () => place !== undefined, of: () => place ?? '/etc/cachix-agent.token' };
}

function readConfiguration(facts?: Told): Record<string, unknown> | undefined {
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
  if (destinations.decides(file.name)) return destinations.of(file.name);
  return file.declared ?? destinations.of(file.name);
}
