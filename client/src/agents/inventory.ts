import type { AgentKind } from '../../../protocol/src/agents.ts';

/** The text of a `nix-agents.json` cannot be added to. */
export class InventoryError extends Error {}

/**
 * The text of an inventory that gives an agent a host; all else in it stays, in its order and with its indentation.
 * @param text of the inventory as it is, `undefined` where there is none
 * @throws InventoryError
 */
export function withHost(
  text: string | undefined,
  agent: { name: string; kind: AgentKind },
  host: { host: string; port?: number; user?: string },
): string {
  const inventory = readObject(text ?? '{}');
  const agents = inventory.agents ?? {};
  if (!isObject(agents)) throw new InventoryError('"agents" of nix-agents.json is not an object.');
  const entry = agents[agent.name] ?? { kind: agent.kind };
  if (!isObject(entry)) throw new InventoryError(`"${agent.name}" of nix-agents.json is not an object.`);
  const next = { ...inventory, agents: { ...agents, [agent.name]: { ...entry, ...host } } };
  const indent = /^[ \t]+(?=")/m.exec(text ?? '')?.[0] ?? '  ';
  const end = text?.includes('\r\n') ? '\r\n' : '\n';
  return `${JSON.stringify(next, null, indent)}\n`.replaceAll('\n', end);
}

function readObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InventoryError('nix-agents.json is not valid JSON. Repair it first.');
  }
  if (!isObject(value)) throw new InventoryError('nix-agents.json is not an object.');
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads `user@host:port`, `host`, `[2001:db8::1]:2222` as a person types it; `undefined` where it is none of these. */
export function readAddress(text: string): { host: string; port?: number; user?: string } | undefined {
  const [, user, bracketed, plain, port] =
    /^(?:([^\s@]+)@)?(?:\[([0-9a-fA-F:.%]+)\]|([^\s@[\]/]+?))(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const host = bracketed ?? plain;
  if (!host || host.startsWith('-')) return undefined;
  const colons = host.split(':').length - 1;
  // An IPv6 address without brackets has no port.
  if (!bracketed && colons > 0) return colons > 1 && !user ? { host: port ? `${host}:${port}` : host } : undefined;
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && (number < 1 || number > 65_535)) return undefined;
  return { host, ...(number !== undefined && { port: number }), ...(user && { user }) };
}

/** The names of single hosts in an SSH configuration; patterns and what it includes are left out. */
export function sshAliases(configuration: string): string[] {
  const names = [...configuration.matchAll(/^[ \t]*Host[ \t=]+(.+)$/gim)].flatMap((match) =>
    (match[1] ?? '')
      .trim()
      .split(/\s+/)
      .map((name) => name.replace(/^"(.*)"$/, '$1')),
  );
  return [...new Set(names.filter((name) => name !== '' && !/[*?!#]/.test(name)))];
}
