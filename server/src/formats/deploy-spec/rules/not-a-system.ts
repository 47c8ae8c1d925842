import { dirname, resolve } from 'node:path';
import type { Agent } from '../../../../../protocol/src/agents.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { DeploySpec } from '../model.ts';

/** The files by which the agent tells NixOS, nix-darwin and Home Manager. */
const markers: ReadonlySet<string> = new Set(['nixos-version', 'darwin-version', 'darwin-version.json', 'hm-version']);

export const notASystem: Rule<DeploySpec> = {
  code: 'deploy-spec/not-a-system',
  severity: 'warning',
  summary: 'What is deployed into the profile `system` is a system.',
  reason:
    'The agent looks for `nixos-version`, `darwin-version` or `hm-version` in the path. Where it finds none, it puts the path into its profile as it is: the profile `system` of a NixOS machine would then be a package that cannot boot.',
  examples: [
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-git-2.47" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
      facts: {
        '/nix/store/0123456789abcdfghijklmnpqrsvwxyz-git-2.47': { kind: 'directory', entries: ['bin', 'share'] },
      },
    },
  ],
  *check({ agentPaths }, { facts, document }) {
    for (const { name, node } of agentPaths) {
      const { kind, entries } = facts.of(node.value);
      if (kind === undefined || kind === 'missing' || !(entries || kind === 'file')) continue;
      if (entries?.some((entry) => markers.has(entry))) continue;
      const agent = facts.agents.find(
        (one) => one.name === name && one.kind === 'cachix-deploy' && isIn(one, document.path),
      );
      if ((agent?.profile ?? 'system') !== 'system') continue;
      yield {
        start: node.start,
        end: node.end,
        message: `This is not a system: the agent would put it into the profile "system", and the machine could not boot from it. Deploy a system, or say the profile in nix-agents.json.`,
      };
    }
  },
};

function isIn(agent: Agent, path: string): boolean {
  return resolve(agent.workspace, agent.group) === dirname(path);
}
