import { dirname, resolve } from 'node:path';
import type { AgentKind, Service } from '../../../protocol/src/agents.ts';
import type { Document } from '../documents/document.ts';
import { secretIn } from '../formats/inventory/secret.ts';
import { type ObjectValue, type Property, propertyOf, type Value } from '../tree/value.ts';
import type { AgentClaim, Claims, MachineClaim } from './claim.ts';
import type { Workspace } from './workspace.ts';

/** What the inventory says. */
export function inventoryClaims(document: Document, root: Value | undefined, workspace: Workspace): Claims {
  const claims: Claims = { agents: [], machines: [] };
  const agents = root?.type === 'object' ? propertyOf(root, 'agents')?.value : undefined;
  if (agents?.type !== 'object') return claims;
  const seen = new Set<string>();
  for (const entry of agents.properties) {
    // Of two equal names the first counts, as everywhere.
    if (seen.has(entry.key.value)) continue;
    seen.add(entry.key.value);
    if (entry.value.type !== 'object') continue;
    const read = reader(document, entry.value, workspace);
    const name = entry.key.value;
    const place = workspace.place(document, entry.start);
    claims.machines.push({ origin: 'inventory', machine: name, place, address: addressOf(read) });
    claims.agents.push({
      origin: 'inventory',
      ...kindOf(entry.value),
      name,
      machine: name,
      place,
      fields: fieldsOf(document, read, workspace),
      secrets: secretsOf(document, entry.value, workspace),
    });
  }
  return claims;
}

type Reader = ReturnType<typeof reader>;

function reader(document: Document, entry: ObjectValue, workspace: Workspace) {
  const place = (property: Property) => workspace.place(document, property.start);
  return {
    string(name: string) {
      const property = propertyOf(entry, name);
      const value = property?.value.type === 'string' ? property.value.value : '';
      // A secret in a wrong place stays there: agents are shown and logged.
      return property && value !== '' && !secretIn(name, value) ? { value, place: place(property) } : undefined;
    },
    number(name: string) {
      const property = propertyOf(entry, name);
      return property?.value.type === 'number' ? { value: property.value.value, place: place(property) } : undefined;
    },
  };
}

function kindOf(entry: ObjectValue): { kind?: AgentKind } {
  const kind = propertyOf(entry, 'kind')?.value;
  const known = kind?.type === 'string' && (kind.value === 'hercules-ci' || kind.value === 'cachix-deploy');
  return known ? { kind: kind.value as AgentKind } : {};
}

function addressOf(read: Reader): MachineClaim['address'] {
  const host = read.string('host');
  const port = read.number('port');
  const user = read.string('user');
  return { ...(host && { host }), ...(port && { port }), ...(user && { user }) };
}

function fieldsOf(document: Document, read: Reader, workspace: Workspace): AgentClaim['fields'] {
  const unit = read.string('unit');
  const profile = read.string('profile');
  const storePath = read.string('storePath');
  const build = read.string('build');
  const spec = read.string('spec');
  return {
    ...(unit && { service: { ...unit, value: serviceOf(unit.value) } }),
    ...(profile && { profile }),
    ...(storePath && { storePath }),
    ...(build && { build }),
    ...(spec && { spec: { ...spec, value: workspace.relative(resolve(dirname(document.path), spec.value)) } }),
  };
}

/** A name without a suffix that systemd knows is a service's; one with dots and none of them is launchd's label. */
function serviceOf(unit: string): Service {
  if (unit.endsWith('.service')) return { manager: 'systemd', name: unit };
  return unit.includes('.') ? { manager: 'launchd', name: unit } : { manager: 'systemd', name: `${unit}.service` };
}

function secretsOf(document: Document, entry: ObjectValue, workspace: Workspace): AgentClaim['secrets'] {
  const secrets = propertyOf(entry, 'secrets')?.value;
  if (secrets?.type !== 'object') return [];
  return secrets.properties.flatMap((property) => {
    if (property.value.type !== 'string' || property.value.value === '') return [];
    // The secret itself in the place of its file's name: agents are shown and logged.
    if (secretIn(property.key.value, property.value.value)) return [];
    const source = workspace.relative(resolve(dirname(document.path), property.value.value));
    return [{ file: { name: property.key.value, source }, place: workspace.place(document, property.start) }];
  });
}
