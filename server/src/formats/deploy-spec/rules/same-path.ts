import type { Rule } from '../../../rules/rule.ts';
import type { DeploySpec } from '../model.ts';

export const samePath: Rule<DeploySpec> = {
  code: 'deploy-spec/same-path',
  severity: 'info',
  summary: 'Each agent has its own path.',
  reason: 'Two machines rarely have the same system: its host name, at least, differs.',
  examples: [
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05", "web2": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05", "db": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-nixos-system-db-25.05" } }\n',
    },
  ],
  *check({ agentPaths }) {
    const first = new Map<string, string>();
    for (const { name, node } of agentPaths) {
      const other = first.get(node.value);
      if (other === undefined) first.set(node.value, name);
      if (other === undefined || node.value === '') continue;
      yield { start: node.start, end: node.end, message: `"${other}" gets the same path: is that meant?` };
    }
  },
};
