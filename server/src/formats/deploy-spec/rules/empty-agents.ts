import type { Rule } from '../../../rules/rule.ts';
import type { DeploySpec } from '../model.ts';

export const emptyAgents: Rule<DeploySpec> = {
  code: 'deploy-spec/empty-agents',
  severity: 'warning',
  summary: 'A deploy spec names at least one agent.',
  reason: 'With no agents `cachix deploy activate` deploys nothing and still ends with success.',
  examples: [
    {
      bad: '{ "agents": {} }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
  ],
  *check({ agents }) {
    if (agents?.value.type !== 'object' || agents.value.properties.length > 0 || agents.value.broken) return;
    const { start, end } = agents.value;
    yield { start, end, message: 'No agent is named: cachix deploys nothing and still ends with success.' };
  },
};
