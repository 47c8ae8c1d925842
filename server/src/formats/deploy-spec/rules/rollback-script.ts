import type { Rule } from '../../../rules/rule.ts';
import type { DeploySpec } from '../model.ts';

export const rollbackScript: Rule<DeploySpec> = {
  code: 'deploy-spec/rollback-script',
  severity: 'warning',
  summary: 'A rollback script is an executable file.',
  reason:
    'The agent runs the store path itself, without arguments. A folder, as `writeShellScriptBin` makes one, cannot be run, and a good deployment is rolled back for it: use `writeShellScript`.',
  examples: [
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" }, "rollbackScript": { "x86_64-linux": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-check" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" }, "rollbackScript": { "x86_64-linux": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-check" } }\n',
      facts: { '/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-check': { kind: 'directory', entries: ['bin'] } },
      goodFacts: { '/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-check': { kind: 'file', mode: 0o555 } },
    },
  ],
  *check({ scriptPaths }, { facts }) {
    for (const { node } of scriptPaths) {
      const { kind, mode } = facts.of(node.value);
      const message =
        kind === 'directory'
          ? 'This is a folder, which the agent cannot run: make the script with writeShellScript, not with writeShellScriptBin.'
          : kind === 'file' && mode !== undefined && (mode & 0o111) === 0
            ? 'This file is not executable: the agent cannot run it, and rolls a good deployment back.'
            : undefined;
      if (message) yield { start: node.start, end: node.end, message };
    }
  },
};
