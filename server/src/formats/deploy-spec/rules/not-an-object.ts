import type { Rule } from '../../../rules/rule.ts';
import { deployType, describe, typeMismatch } from '../aeson.ts';
import type { DeploySpec } from '../model.ts';

export const notAnObject: Rule<DeploySpec> = {
  code: 'deploy-spec/not-an-object',
  severity: 'error',
  summary: 'A deploy spec is one object.',
  reason: '`cachix deploy activate` refuses every other value before it contacts anything.',
  examples: [
    {
      bad: '[]\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
  ],
  *check({ root }) {
    if (!root || root.type === 'object') return;
    yield {
      start: root.start,
      end: root.type === 'array' ? root.start + 1 : root.end,
      message: `A deploy spec must be an object with "agents", not ${describe(root)}.`,
      hostError: typeMismatch('', deployType, 'Object', root),
    };
  },
};
