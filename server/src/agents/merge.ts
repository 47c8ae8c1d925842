import type { Agent, AgentKind, Origin, Place } from '../../../protocol/src/agents.ts';
import type { Address, AgentClaim, Claims, Fields, MachineClaim } from './claim.ts';

const precedence: readonly Origin[] = ['inventory', 'evaluated', 'nix', 'deploy-spec'];
const byPrecedence = (a: { origin: Origin }, b: { origin: Origin }) =>
  precedence.indexOf(a.origin) - precedence.indexOf(b.origin);

type KindedClaim = AgentClaim & { kind: AgentKind };

const cachixFields = ['spec', 'storePath', 'profile', 'build'] as const;

/** Makes agents of what the files of one group say. Where two files of one origin differ, the earlier one wins. */
export function mergeGroup(group: string, workspace: string, claims: readonly Claims[]): Agent[] {
  const machines = claims.flatMap((claim) => claim.machines).sort(byPrecedence);
  const agents = new Map<string, [KindedClaim, ...KindedClaim[]]>();
  for (const claim of withKinds(claims.flatMap((one) => one.agents).sort(byPrecedence))) {
    const id = `${claim.kind}:${group === '' ? '' : `${group}/`}${claim.name}`;
    const known = agents.get(id);
    if (known) known.push(claim);
    else agents.set(id, [claim]);
  }
  return [...agents].map(([id, found]) => mergeAgent({ id, group, workspace }, found, machines));
}

/** Gives each claim a kind: its own, those that other files say of that name, or what the inventory's fields suggest. */
function withKinds(claims: readonly AgentClaim[]): KindedClaim[] {
  return claims.map((claim) => {
    if (claim.kind) return { ...claim, kind: claim.kind };
    const others = new Set(claims.filter(({ name }) => name === claim.name).map(({ kind }) => kind));
    others.delete(undefined);
    const [only, ...more] = others;
    const suggested = cachixFields.some((field) => claim.fields[field]) ? 'cachix-deploy' : 'hercules-ci';
    return { ...claim, kind: only && more.length === 0 ? only : suggested };
  });
}

function mergeAgent(
  identity: Pick<Agent, 'id' | 'group' | 'workspace'>,
  claims: readonly [KindedClaim, ...KindedClaim[]],
  machines: readonly MachineClaim[],
): Agent {
  const [first] = claims;
  const fields: Fields = {};
  const provenance: Agent['provenance'] = {};
  const take = <Name extends keyof Fields>(
    name: Name,
    origin: Origin,
    given: { value: NonNullable<Fields[Name]>; place: Place } | undefined,
  ) => {
    if (!given || fields[name] !== undefined) return;
    fields[name] = given.value;
    provenance[name] = { origin, ...given.place };
  };

  const names = new Set([first.name, ...claims.map(({ machine }) => machine)]);
  const itsMachines = machines.filter(({ machine }) => names.has(machine));
  for (const { origin, address } of itsMachines) {
    for (const name of ['host', 'port', 'user'] satisfies (keyof Address)[]) take(name, origin, address[name]);
  }
  for (const { origin, fields: given } of specsThatApply(claims)) {
    for (const name of ['service', 'profile', 'storePath', 'build', 'spec'] as const) take(name, origin, given[name]);
  }

  const secrets = new Map<string, Agent['secrets'][number]>();
  for (const { origin, secrets: given } of claims) {
    for (const { file, place } of given) {
      const known = secrets.get(file.name);
      if (known) {
        known.destination ??= file.destination;
        continue;
      }
      secrets.set(file.name, { ...file });
      provenance[`secrets.${file.name}`] = { origin, ...place };
    }
  }
  for (const { destinations } of claims) {
    for (const [name, path] of Object.entries(destinations ?? {})) {
      const known = secrets.get(name);
      if (known) known.destination ??= path;
    }
  }
  return {
    ...identity,
    name: first.name,
    kind: first.kind,
    ...fields,
    secrets: [...secrets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    definedAt: distinct([...claims, ...itsMachines].sort(byPrecedence).map(({ place }) => place)),
    provenance,
  };
}

/** An agent whose inventory names its spec takes nothing from another one. */
function specsThatApply(claims: readonly AgentClaim[]): readonly AgentClaim[] {
  const named = claims.find(({ origin, fields }) => origin === 'inventory' && fields.spec)?.fields.spec?.value;
  return named === undefined
    ? claims
    : claims.filter(({ origin, fields }) => origin !== 'deploy-spec' || fields.spec?.value === named);
}

function distinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map(({ path, line }) => [`${path}:${line}`, { path, line }])).values()];
}
