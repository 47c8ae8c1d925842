import type { Agent } from '../../../protocol/src/agents.ts';
import type { StatusOptions } from '../host/status.ts';
import { serviceOf } from '../journal/sources.ts';
import { destinationsOf, placeOf } from './destinations.ts';
import { FilesError, readFiles } from './files.ts';
import { lookAt } from './look.ts';
import { count, managerOf, ownerOf } from './plan.ts';

/** How a file of the workspace stands to the one on the host. */
export type Drift =
  | 'same'
  /** Another content. */
  | 'differs'
  /** The same content with another owner or mode than the agent's alone. */
  | 'attributes'
  | 'missing-there'
  | 'missing-here'
  /** Put there by another tool, which alone may change it. */
  | 'managed';

export interface ComparedFile {
  name: string;
  /** The local file, relative to the workspace, with `/`. */
  source: string;
  /** Absolute path on the host. */
  destination: string;
  drift: Drift;
  /** The tool that puts it there, where one does. */
  managedBy?: string;
}

export interface Comparison {
  agent: string;
  machine: string;
  same: boolean;
  /** One sentence for a person. */
  summary: string;
  files: ComparedFile[];
}

/**
 * Compares the files of an agent with those on its host, by hash: no content leaves the host.
 * @throws HostError
 */
export async function compare(agent: Agent, options: StatusOptions): Promise<Comparison> {
  const host = await options.pool.connect(agent, { prompts: options.ssh, signal: options.signal });
  const named = agent.secrets.map(({ name, destination }) => ({ name, ...(destination && { declared: destination }) }));
  const facts = await lookAt(host, agent, named, options.signal);
  const result = { agent: agent.id, machine: host.label };
  if (!facts.systemd) {
    return { ...result, same: false, summary: `not supported: ${host.label} does not run systemd.`, files: [] };
  }
  // Without it nothing says where its files belong.
  const { manager, name: unit } = serviceOf(agent);
  if (manager === 'systemd' && facts.unit.LoadState === 'not-found') {
    const summary = `There is no unit ${unit} on ${host.label}. Install the agent there first, or name its unit as "unit" in nix-agents.json.`;
    return { ...result, same: false, summary, files: [] };
  }
  const destinations = destinationsOf(agent, facts);
  const files: ComparedFile[] = [];
  for (const [index, secret] of agent.secrets.entries()) {
    const destination = placeOf(named[index]!, destinations);
    const sha256 = await hashHere(agent, secret.name);
    const place = facts.places.get(destination);
    let drift: Drift = 'same';
    const managedBy = place && managerOf(place);
    if (managedBy) drift = 'managed';
    else if (sha256 === undefined) drift = 'missing-here';
    else if (!place?.sha256) drift = 'missing-there';
    else if (place.sha256 !== sha256) drift = 'differs';
    else if (place.owner !== ownerOf(agent, facts).owner || ((place.mode ?? 0) & 0o077) !== 0) drift = 'attributes';
    files.push({ name: secret.name, source: secret.source, destination, drift, ...(managedBy && { managedBy }) });
  }
  const drifted = files.filter((file) => file.drift !== 'same' && file.drift !== 'managed').length;
  const summary =
    files.length === 0
      ? `No files are defined for ${agent.name}.`
      : drifted === 0
        ? `${host.label} has ${count(files.length, 'file')} as they are here.`
        : `${count(drifted, 'file')} of ${files.length} on ${host.label} ${drifted === 1 ? 'is' : 'are'} not as here.`;
  return { ...result, same: drifted === 0, summary, files };
}

async function hashHere(agent: Agent, name: string): Promise<string | undefined> {
  const only = { ...agent, secrets: agent.secrets.filter((secret) => secret.name === name) };
  try {
    const [file] = await readFiles(only, { check: async () => ({ state: 'unclaimed', unsaved: false }) });
    return file?.sha256;
  } catch (error) {
    if (error instanceof FilesError) return undefined;
    throw error;
  }
}
