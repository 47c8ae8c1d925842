import type { Rule } from '../../../rules/rule.ts';
import { storePathFault } from '../../../store/path.ts';
import type { DeploySpec } from '../model.ts';
import { allPaths } from '../model.ts';

export const subPath: Rule<DeploySpec> = {
  code: 'deploy-spec/sub-path',
  severity: 'error',
  summary: 'Every value is a store path itself, and nothing below it.',
  reason:
    'Nix fetches a store path as a whole; the agent cannot activate a file in it, and a slash or line break at the end makes it another path.',
  examples: [
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05/" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05/bin/switch-to-configuration" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
  ],
  *check(spec) {
    for (const { node } of allPaths(spec)) {
      const fault = storePathFault(node.value);
      if (fault?.kind !== 'sub-path') continue;
      const { message, meant, safe } = fault;
      // A script below a store path cannot be run by the store path's own name.
      const mended = safe || spec.agentPaths.some((entry) => entry.node === node) ? meant : undefined;
      yield {
        start: node.start,
        end: node.end,
        message,
        fixes: mended
          ? [{ title: 'Trim to the store path', safe: safe ?? false, edits: spec.editor.replaceString(node, mended) }]
          : [],
      };
    }
  },
};
