import { attributeText } from '../../../nix/editor.ts';
import type { Rule } from '../../../rules/rule.ts';
import { nearest } from '../../../text/similar.ts';
import type { NixFile } from '../model.ts';
import { networksOfFolder } from '../networks.ts';

export const unknownMachine: Rule<NixFile> = {
  code: 'nix/unknown-machine',
  severity: 'info',
  summary: 'A physical specification says something of machines that the network has.',
  reason:
    'A misspelt name makes a second machine, with an address and without a system, and leaves the first without an address.',
  examples: [
    {
      bad: '{ agnet = { deployment.targetHost = "203.0.113.10"; }; }\n',
      good: '{ agent = { deployment.targetHost = "203.0.113.10"; }; }\n',
      name: 'hercules-ci-agents-target.nix',
      others: { 'network.nix': '{ network = { }; agent = { services.hercules-ci-agent.enable = true; }; }\n' },
    },
  ],
  *check({ network }, { documents, document }) {
    if (!network || network.logical) return;
    const logical = networksOfFolder(documents, document).filter((one) => one.network.logical);
    if (logical.length === 0) return;
    const names = new Set(logical.flatMap((one) => one.network.machines.map(({ name }) => name)));
    for (const { name, attribute } of network.machines) {
      if (names.has(name)) continue;
      const { from: start, to: end } = attribute.key;
      const own = network.machines.map((machine) => machine.name);
      const meant = nearest(
        name,
        [...names].filter((candidate) => !own.includes(candidate)),
      );
      yield {
        start,
        end,
        message: meant
          ? `No network of this folder has a machine "${name}". Did you mean "${meant}"?`
          : `No network of this folder has a machine "${name}".`,
        fixes: meant ? [{ title: `Rename to ${meant}`, edits: [{ start, end, text: attributeText(meant) }] }] : [],
      };
    }
  },
};
