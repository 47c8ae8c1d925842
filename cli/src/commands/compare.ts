import { type Comparison, compare, type Drift } from '../../../hosts/src/deploy/compare.ts';
import { requireAddress } from '../agents/address.ts';
import { agentsNamed } from '../agents/resolve.ts';
import { openWorkspace } from '../agents/workspace.ts';
import { type Command, hostOptions, type Invocation, jsonOptions, workspaceOptions } from '../command.ts';
import { type ExitStatus, exit } from '../exit.ts';
import { withHosts } from '../ssh/pool.ts';
import { table } from '../table.ts';
import { harmless, type Style } from '../terminal.ts';

export const compareCommand: Command = {
  name: 'compare',
  summary: "Compare an agent's files with those on its host, by their hashes",
  operands: 'AGENT',
  least: 1,
  most: 1,
  options: { ...workspaceOptions, ...jsonOptions, ...hostOptions },
  examples: [
    { does: 'which files differ', command: 'nix-agents compare agent' },
    { does: 'deploy where something differs', command: 'nix-agents compare agent || nix-agents deploy agent' },
  ],
  run: compareAgent,
};

const words: Record<Drift, string> = {
  same: 'same',
  differs: 'differs',
  attributes: 'owner or mode differs',
  'missing-there': 'not on the host',
  'missing-here': 'not here',
  managed: 'managed',
};

async function compareAgent({ operands, given, terminal, signal }: Invocation): Promise<ExitStatus> {
  const { agents } = await openWorkspace(given);
  const [agent] = agentsNamed(operands, agents);
  if (!agent) return exit.notRun;
  requireAddress(agent);
  const result = await withHosts(given, terminal, signal, (connections) => compare(agent, { ...connections, signal }));
  await terminal.write(given.flag('json') ? `${JSON.stringify(result, null, 2)}\n` : asText(result, terminal.out));
  return result.same ? exit.done : exit.wrong;
}

function asText({ agent, summary, files }: Comparison, style: Style): string {
  const rows = files.map(({ destination, drift, managedBy }) => {
    const word = managedBy ? `managed by ${managedBy}` : words[drift];
    const calm = drift === 'same' || drift === 'managed';
    return [`  ${calm ? style.dim(word) : style.yellow(word)}`, harmless(destination)];
  });
  return `${style.bold(harmless(agent))}: ${harmless(summary)}\n${table(rows)}`;
}
