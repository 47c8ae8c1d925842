import { isAbsolute, join, posix } from 'node:path';
import type { AgentClaim, Claims } from '../agents/claim.ts';
import type { Workspace } from '../agents/workspace.ts';
import type { Discovered, DiscoveredHost } from './discover.ts';

/** What the hosts of a flake say of agents. */
export function discoveredClaims(discovered: Discovered, workspace: Workspace): Claims {
  const claims: Claims = { agents: [], machines: [] };
  const place = { path: workspace.relative(join(discovered.folder, 'flake.nix')), line: 1 };
  for (const host of discovered.hosts) {
    const machine = machineOf(host);
    const { host: address, user, port } = host.address;
    const number = Number(port ?? 0);
    claims.machines.push({
      origin: 'evaluated',
      machine,
      place,
      address: {
        ...(address && { host: { value: address, place } }),
        ...(user && { user: { value: user, place } }),
        ...(Number.isInteger(number) && number > 0 && { port: { value: number, place } }),
      },
    });
    claims.agents.push(
      ...agentsOf(host, machine, discovered, workspace).map(({ service, profile, secrets, ...agent }) => ({
        ...agent,
        origin: 'evaluated' as const,
        machine,
        place,
        fields: {
          service: { value: service, place },
          ...(profile && { profile: { value: profile, place } }),
        },
        secrets: secrets.map((file) => ({ file, place })),
      })),
    );
  }
  return claims;
}

/** One machine has one name, in whichever output it stands: `alice@web` is the home of a user of `web`. */
function machineOf({ collection, name }: DiscoveredHost): string {
  return collection === 'homeConfigurations' ? name.slice(name.indexOf('@') + 1) : name;
}

type Found = Pick<AgentClaim, 'name' | 'destinations'> & {
  kind: 'hercules-ci' | 'cachix-deploy';
  service: { manager: 'systemd' | 'systemd-user' | 'launchd'; name: string };
  profile?: string;
  secrets: { name: string; source: string; destination?: string }[];
};

function agentsOf(host: DiscoveredHost, machine: string, discovered: Discovered, workspace: Workspace): Found[] {
  const service = (unit: string): Found['service'] => {
    if (host.collection === 'darwinConfigurations') return { manager: 'launchd', name: `org.nixos.${unit}` };
    const manager = host.collection === 'homeConfigurations' ? 'systemd-user' : 'systemd';
    return { manager, name: `${unit}.service` };
  };
  const files = (paths: Record<string, string | null>): Pick<Found, 'destinations' | 'secrets'> => {
    // A file in the store comes with the system: nobody deploys it.
    const onHost = Object.entries(paths).flatMap(([name, path]) =>
      path && isAbsolute(path) && !path.startsWith(posix.dirname(discovered.source)) ? [[name, path] as const] : [],
    );
    const secrets = host.keys.flatMap(({ name: key, file, folder }) => {
      const destination = posix.join(folder ?? '/run/keys', key);
      const name = onHost.find(([, path]) => path === destination)?.[0] ?? (key in paths ? key : undefined);
      const source = file && localPath(file, discovered);
      if (name === undefined || !source) return [];
      return [{ name, source: workspace.relative(source), ...(folder && { destination }) }];
    });
    return { destinations: Object.fromEntries(onHost), secrets };
  };
  const hercules = host.hercules.map(({ name, paths }): Found => {
    const unit = name === '' ? 'hercules-ci-agent' : `hercules-ci-agent-${name}`;
    return {
      kind: 'hercules-ci',
      name: name === '' ? machine : `${machine}-${name}`,
      service: service(unit),
      ...files(paths),
    };
  });
  if (!host.cachix) return hercules;
  const { name, profile, credentials } = host.cachix;
  const cachix: Found = {
    kind: 'cachix-deploy',
    name: name || machine,
    service: service('cachix-agent'),
    ...(profile && { profile }),
    ...files({ 'cachix-agent.token': credentials }),
  };
  return [...hercules, cachix];
}

/** The file of the work tree that a path in the copy of it stands for. */
function localPath(path: string, { source, tree }: Discovered): string | undefined {
  if (path.startsWith(`${source}/`)) return join(tree, path.slice(source.length + 1));
  return isAbsolute(path) && !path.startsWith(`${posix.dirname(source)}/`) ? path : undefined;
}
