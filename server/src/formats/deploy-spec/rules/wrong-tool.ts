import type { Rule } from '../../../rules/rule.ts';
import type { DeploySpec } from '../model.ts';

export const wrongTool: Rule<DeploySpec> = {
  code: 'deploy-spec/wrong-tool',
  severity: 'warning',
  summary: 'No path is the wrapper of another deployment tool.',
  reason:
    'A path named `activatable-…` is what deploy-rs makes of a profile. The agent of Cachix Deploy does not know it and would put it into the profile as it is.',
  examples: [
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-activatable-nixos-system-web-25.05" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
  ],
  *check({ agentPaths }) {
    for (const { node } of agentPaths) {
      if (!/^\/nix\/store\/[0-9a-z]{32}-activatable-/.test(node.value)) continue;
      yield {
        start: node.start,
        end: node.end,
        message: 'This is a wrapper that deploy-rs made: deploy the system itself, without "activatable-" in its name.',
      };
    }
  },
};
