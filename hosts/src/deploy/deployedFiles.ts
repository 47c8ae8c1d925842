import type { Agent } from '../../../protocol/src/agents.ts';
import type { HostPool } from '../ssh/pool.ts';
import type { SshPrompts } from '../ssh/prompts.ts';
import { destinationsOf, placeOf } from './destinations.ts';
import { lookAt } from './look.ts';

/** A file of an agent as it lies on its host. */
export interface DeployedFile {
  /** The secret's name. */
  name: string;
  /** Absolute path on the host. */
  destination: string;
  /** With every symbolic link followed. */
  resolved: string;
  /** Hex; absent where no file is there, or none that can be hashed. */
  sha256?: string;
  exists: boolean;
}

/**
 * The files of a Hercules CI agent as they lie on its host; never what is in them.
 * @throws HostError
 */
export async function deployedFiles(
  agent: Agent,
  options: { pool: HostPool; ssh?: SshPrompts; signal?: AbortSignal },
): Promise<DeployedFile[]> {
  if (agent.secrets.length === 0) return [];
  const host = await options.pool.connect(agent, { prompts: options.ssh, signal: options.signal });
  const files = agent.secrets.map(({ name, destination }) => ({ name, ...(destination && { declared: destination }) }));
  const facts = await lookAt(host, agent, files, options.signal);
  const destinations = destinationsOf(agent, facts);
  return files.map((file) => {
    const destination = placeOf(file, destinations);
    const place = facts.places.get(destination);
    return {
      name: file.name,
      destination,
      resolved: place?.resolved ?? destination,
      exists: place !== undefined && place.kind !== 'missing',
      ...(place?.sha256 && { sha256: place.sha256 }),
    };
  });
}
