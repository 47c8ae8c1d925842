import type { Agent } from '../../../protocol/src/agents.ts';
import { openWorkspace } from '../agents/workspace.ts';
import { type Command, type Invocation, jsonOptions, workspaceOptions } from '../command.ts';
import { type ExitStatus, exit } from '../exit.ts';
import { table } from '../table.ts';
import { harmless } from '../terminal.ts';

export const agentsCommand: Command = {
  name: 'agents',
  summary: 'List the agents that the files define',
  operands: '',
  most: 0,
  options: { ...workspaceOptions, ...jsonOptions },
  examples: [
    { does: 'the agents of this folder', command: 'nix-agents agents' },
    { does: 'their ids, one a line', command: "nix-agents agents --json | jq -r '.[].id'" },
  ],
  run: listAgents,
};

async function listAgents({ given, terminal }: Invocation): Promise<ExitStatus> {
  const { agents } = await openWorkspace(given);
  if (given.flag('json')) {
    await terminal.write(`${JSON.stringify(agents.map(asJson), null, 2)}\n`);
    return exit.done;
  }
  if (agents.length === 0) {
    terminal.note('No agent is defined here. A NixOps network, a deploy spec or a nix-agents.json defines one.');
    return exit.done;
  }
  const { bold, dim } = terminal.out;
  const rows = agents.map((agent) => {
    const place = agent.definedAt[0];
    return [bold(harmless(agent.id)), addressOf(agent), place ? dim(harmless(`${place.path}:${place.line}`)) : ''];
  });
  await terminal.write(table(rows));
  return exit.done;
}

/** The fields of the contract: what is written and no defaults. */
function asJson({ id, name, group, kind, host, port, user, service, profile, storePath, secrets, definedAt }: Agent) {
  return {
    id,
    name,
    group,
    kind,
    host,
    port,
    user,
    service: service && { manager: service.manager, name: service.name },
    profile,
    storePath,
    secrets: secrets.map(({ name, source, destination }) => ({ name, source, destination })),
    definedAt: definedAt.map(({ path, line }) => ({ path, line })),
  };
}

function addressOf({ host, port, user }: Agent): string {
  if (!host) return '(no address)';
  const at = user ? `${user}@` : '';
  return harmless(port && port !== 22 ? `${at}${host.includes(':') ? `[${host}]` : host}:${port}` : `${at}${host}`);
}
