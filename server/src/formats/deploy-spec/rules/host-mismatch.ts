import type { Rule } from '../../../rules/rule.ts';
import type { DeploySpec } from '../model.ts';

export const hostMismatch: Rule<DeploySpec> = {
  code: 'deploy-spec/host-mismatch',
  severity: 'info',
  summary: "A system's own name is its agent's.",
  reason:
    'The name of a NixOS system holds the name of its machine. Where the agent is called otherwise, two of them may have been swapped.',
  examples: [
    {
      bad: '{ "agents": { "db": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
  ],
  *check({ agentPaths }) {
    for (const { name, node } of agentPaths) {
      const system = /^\/nix\/store\/[0-9a-z]{32}-nixos-system-(.+)-\d/.exec(node.value)?.[1];
      if (system === undefined || system === name) continue;
      yield {
        start: node.start,
        end: node.end,
        message: `This is the system of "${system}", and the agent is "${name}": is that meant?`,
      };
    }
  },
};
