import type { Rule } from '../../../rules/rule.ts';
import type { AgentToken } from '../model.ts';

export const exportRule: Rule<AgentToken> = {
  code: 'agent-token/export',
  severity: 'warning',
  summary: 'The token is assigned without `export`, but for nix-darwin.',
  reason:
    'On NixOS and with Home Manager systemd reads the file: it ignores a line with `export`, and may write it into the journal, token and all. On nix-darwin a shell reads it, and needs the `export`.',
  examples: [
    {
      bad: 'export CACHIX_AGENT_TOKEN=<<jwt {}>>\n',
      good: 'CACHIX_AGENT_TOKEN=<<jwt {}>>\n',
    },
  ],
  *check({ lines }) {
    for (const { export: exported } of lines) {
      if (!exported) continue;
      yield {
        ...exported,
        message: 'systemd ignores a line with "export". Keep it only for nix-darwin, which needs it.',
        fixes: [{ title: 'Remove "export" (NixOS, Home Manager)', edits: [{ ...exported, text: '' }] }],
      };
    }
  },
};
