import type { Agent } from '../../../protocol/src/agents.ts';
import { serviceOf } from '../journal/sources.ts';
import type { Host } from '../ssh/host.ts';
import { destinationsOf, placeOf } from './destinations.ts';
import { askFacts, type HostFacts } from './facts.ts';
import type { LocalFile } from './plan.ts';
import { keyOf } from './script/program.ts';

/**
 * What a host tells of an agent and of the places that its files go to. Those are known once its configuration is
 * read: a host with an unusual one is asked twice.
 * @throws HostError
 */
export async function lookAt(
  host: Host,
  agent: Pick<Agent, 'kind' | 'service'>,
  files: Pick<LocalFile, 'name' | 'declared'>[],
  signal?: AbortSignal,
): Promise<HostFacts> {
  const service = serviceOf(agent);
  const question = { unit: service.name, key: keyOf(service.name), signal };
  const usual = destinationsOf(agent);
  const facts = await askFacts(host, { ...question, places: files.map((file) => placeOf(file, usual)) });
  const places = files.map((file) => placeOf(file, destinationsOf(agent, facts)));
  if (!facts.systemd || places.every((place) => facts.places.has(place))) return facts;
  return askFacts(host, { ...question, places });
}
