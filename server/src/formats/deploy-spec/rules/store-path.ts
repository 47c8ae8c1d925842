import { dirname, resolve } from 'node:path';
import type { Rule } from '../../../rules/rule.ts';
import { isResultLink, storePathFault } from '../../../store/path.ts';
import type { DeploySpec } from '../model.ts';
import { allPaths } from '../model.ts';

export const storePath: Rule<DeploySpec> = {
  code: 'deploy-spec/store-path',
  severity: 'error',
  summary: 'Every value is a store path.',
  reason:
    'The agent asks Nix for the path and fails when it is not one. Nothing checks it before: neither cachix nor its server.',
  examples: [
    {
      bad: '{ "agents": { "web": "" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxye-web" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
    {
      bad: '{ "agents": { "web": "./result" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
      facts: {
        result: { kind: 'directory', realPath: '/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05' },
      },
    },
  ],
  *check(spec, { facts, document }) {
    for (const { node } of allPaths(spec)) {
      const fault = storePathFault(node.value);
      if (fault?.kind !== 'store-path') continue;
      const link = isResultLink(node.value)
        ? facts.of(resolve(dirname(document.path), node.value)).realPath
        : undefined;
      const target = link && !storePathFault(link) ? link : undefined;
      yield {
        start: node.start,
        end: node.end,
        message: fault.message,
        ...(fault.nixError && { hostError: fault.nixError }),
        fixes: target ? [{ title: `Write ${target}`, edits: spec.editor.replaceString(node, target) }] : [],
      };
    }
  },
};
