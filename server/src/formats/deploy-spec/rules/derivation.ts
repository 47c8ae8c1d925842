import type { Rule } from '../../../rules/rule.ts';
import { storePathFault } from '../../../store/path.ts';
import type { DeploySpec } from '../model.ts';
import { allPaths } from '../model.ts';

export const derivation: Rule<DeploySpec> = {
  code: 'deploy-spec/derivation',
  severity: 'error',
  summary: 'No value is a derivation.',
  reason: 'The agent would build the derivation on its host and then activate the `.drv` file, which is not a system.',
  examples: [
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05.drv" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
  ],
  *check(spec) {
    for (const { node } of allPaths(spec)) {
      const fault = storePathFault(node.value);
      if (fault?.kind === 'derivation') yield { start: node.start, end: node.end, message: fault.message };
    }
  },
};
