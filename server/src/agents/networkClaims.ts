import type { AgentKind, Service } from '../../../protocol/src/agents.ts';
import { deploymentKeys, destinationOf, keyOption, nameOnHost } from '../nix/keys.ts';
import { type Definition, definitions, entries, importsProfile, type Module } from '../nix/modules.ts';
import type { Machine, Network } from '../nix/network.ts';
import type { Claims, MachineClaim } from './claim.ts';
import type { Workspace } from './workspace.ts';

/** The keys by which a machine of the Hercules CI guide is known, and the files its agent reads. */
const herculesSecrets: ReadonlySet<string> = new Set(['cluster-join-token.key', 'binary-caches.json', 'secrets.json']);
const cachixSecret = 'cachix-agent.token';

/** What a NixOps network says of its agents. */
export function networkClaims(network: Network, workspace: Workspace): Claims {
  const claims: Claims = { agents: [], machines: [] };
  for (const machine of network.machines) {
    const place = workspace.place(network.source, machine.attribute.key.from);
    const secrets = secretsOf(machine.module, workspace);
    const found = [...herculesAgents(machine, secrets), ...cachixAgents(machine, secrets)];
    claims.machines.push({ origin: 'nix', machine: machine.name, place, address: addressOf(machine, workspace) });
    claims.agents.push(
      ...found.map(({ service, profile, secrets: own, ...agent }) => ({
        ...agent,
        origin: 'nix' as const,
        machine: machine.name,
        place,
        fields: {
          ...(service && { service: { value: service, place } }),
          ...(profile && { profile: { value: profile.value, place: placeOf(profile.definition, workspace) } }),
        },
        secrets: own.map(({ definition, ...file }) => ({ file, place: placeOf(definition, workspace) })),
      })),
    );
  }
  return claims;
}

const placeOf = ({ source, key }: Definition, workspace: Workspace) => workspace.place(source, key.from);

function addressOf({ module }: Machine, workspace: Workspace): MachineClaim['address'] {
  const placed = <Value>(definition: Definition, value: Value) => ({ value, place: placeOf(definition, workspace) });
  const option = (name: string) => definitions(module, 'deployment', name)[0];
  const address: MachineClaim['address'] = {};
  const host = option('targetHost');
  // An empty address is one that is still to be filled in.
  if (host?.value.type === 'string' && host.value.value.trim() !== '') address.host = placed(host, host.value.value);
  const port = option('targetPort');
  if (port?.value.type === 'number') address.port = placed(port, port.value.value);
  const user = option('targetUser');
  if (user?.value.type === 'string' && user.value.value !== '') address.user = placed(user, user.value.value);
  return address;
}

/** An agent that runs on a machine, before it is known where that is written. */
interface Found {
  kind: AgentKind;
  name: string;
  service?: Service;
  profile?: { value: string; definition: Definition };
  secrets: Secret[];
}

function herculesAgents({ name, module }: Machine, secrets: readonly Secret[]): Found[] {
  const instances = [...entries(module, 'services', 'hercules-ci-agents').keys()];
  const folder = (instance: string) => `/var/lib/${unitOf(instance)}/`;
  const named = instances.filter((instance) => instance !== '');
  const ofInstance = (secret: Secret) => named.find((instance) => secret.destination?.startsWith(folder(instance)));
  const own = secrets.filter((secret) => herculesSecrets.has(secret.name) && ofInstance(secret) === undefined);
  const found: Found[] = named.map((instance) => ({
    kind: 'hercules-ci',
    // Several of them may run on one machine, and one name on several machines.
    name: `${name}-${instance}`,
    service: { manager: 'systemd', name: `${unitOf(instance)}.service` },
    secrets: secrets.filter((secret) => ofInstance(secret) === instance),
  }));
  const single =
    instances.includes('') ||
    isEnabled(module, 'hercules-ci-agent') ||
    importsProfile(module) ||
    own.length > 0 ||
    (named.length === 0 && deploymentKeys(module).some((key) => herculesSecrets.has(nameOnHost(key))));
  if (single) found.push({ kind: 'hercules-ci', name, secrets: own });
  return found;
}

const unitOf = (instance: string) => `hercules-ci-agent-${instance}`;

function cachixAgents({ name, module }: Machine, secrets: readonly Secret[]): Found[] {
  if (!isEnabled(module, 'cachix-agent')) return [];
  const option = (path: string) => definitions(module, 'services', 'cachix-agent', path)[0];
  const text = (definition: Definition | undefined) =>
    definition?.value.type === 'string' && definition.value.value !== '' ? definition.value.value : undefined;
  const definition = option('profile');
  const profile = text(definition);
  const file = text(option('credentialsFile'));
  return [
    {
      kind: 'cachix-deploy',
      name: text(option('name')) ?? name,
      ...(definition && profile !== undefined && { profile: { value: profile, definition } }),
      secrets: secrets.filter((secret) => (file ? secret.destination === file : secret.name === cachixSecret)),
    },
  ];
}

interface Secret {
  name: string;
  source: string;
  destination?: string;
  definition: Definition;
}

function secretsOf(module: Module, workspace: Workspace): Secret[] {
  return deploymentKeys(module).flatMap((key) => {
    const [definition] = keyOption(key, 'keyFile');
    const value = definition?.value;
    if (!definition || (value?.type !== 'path' && !(value?.type === 'string' && value.value.startsWith('/'))))
      return [];
    const destination = destinationOf(key);
    return [
      {
        name: nameOnHost(key),
        source: workspace.relative(value.value),
        ...(destination && { destination }),
        definition,
      },
    ];
  });
}

function isEnabled(module: Module, service: string): boolean {
  return definitions(module, 'services', service, 'enable').some(
    ({ value }) => value.type === 'boolean' && value.value,
  );
}
