import { compare, type Drift } from '../../../hosts/src/deploy/compare.ts';
import { agentCommand } from '../agents/agentCommand.ts';
import { table } from '../table.ts';
import { harmless } from '../terminal.ts';

const words: Record<Drift, string> = {
  same: 'same',
  differs: 'differs',
  attributes: 'owner or mode differs',
  'missing-there': 'not on the host',
  'missing-here': 'not here',
  managed: 'managed',
};

export const compareCommand = agentCommand({
  name: 'compare',
  summary: "Compare an agent's files with those on its host, by their hashes",
  examples: [
    { does: 'which files differ', command: 'nix-agents compare agent' },
    { does: 'deploy where something differs', command: 'nix-agents compare agent || nix-agents deploy agent' },
  ],
  ask: compare,
  isGood: ({ same }) => same,
  details: ({ files }, style) =>
    table(
      files.map(({ destination, drift, managedBy }) => {
        const word = managedBy ? `managed by ${managedBy}` : words[drift];
        const calm = drift === 'same' || drift === 'managed';
        return [`  ${calm ? style.dim(word) : style.yellow(word)}`, harmless(destination)];
      }),
    ),
});
