import type { Rule } from '../../../rules/rule.ts';
import { missingKey } from '../aeson.ts';
import type { DeploySpec } from '../model.ts';

const nearMisses: ReadonlySet<string> = new Set(['agent', 'Agents', 'hosts', 'nodes']);

export const missingAgents: Rule<DeploySpec> = {
  code: 'deploy-spec/missing-agents',
  severity: 'error',
  summary: 'A deploy spec has `agents`.',
  reason: '`cachix deploy activate` refuses a spec without them. The name must be exactly `agents`.',
  examples: [
    {
      bad: '{ "hosts": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
    {
      bad: '{}\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
  ],
  *check({ object, agents, editor }) {
    if (!object || agents || object.broken) return;
    const near = object.properties.find(({ key }) => nearMisses.has(key.value));
    yield {
      start: near?.key.start ?? object.start,
      end: near?.key.end ?? object.start + 1,
      message: near
        ? `"agents" is missing. "${near.key.value}" is not read: did you mean "agents"?`
        : '"agents" is missing: cachix refuses the spec.',
      hostError: missingKey('agents'),
      fixes: near
        ? [{ title: 'Rename to "agents"', safe: true, edits: editor.renameProperty(near, 'agents') }]
        : [{ title: 'Insert "agents"', edits: editor.insertProperty(object, 'agents', {}, 'first') }],
    };
  },
};
