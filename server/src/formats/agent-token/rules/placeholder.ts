import type { Rule } from '../../../rules/rule.ts';
import { type AgentToken, tokenName } from '../model.ts';

export const placeholder: Rule<AgentToken> = {
  code: 'agent-token/placeholder',
  severity: 'error',
  summary: 'The token is not still to be filled in.',
  reason: 'Cachix refuses the agent, which retries for ever.',
  examples: [
    {
      bad: 'CACHIX_AGENT_TOKEN=XXX\n',
      good: 'CACHIX_AGENT_TOKEN=<<jwt {}>>\n',
    },
  ],
  *check({ lines }) {
    for (const { name, value } of lines) {
      if (!value.placeholder || (name && name.text !== tokenName)) continue;
      const { start, end } = value.end > value.start ? value : (name ?? value);
      yield {
        start,
        end,
        message:
          'This is a placeholder: generate a token in your workspace on Cachix, with "Add an Agent", and paste it here.',
      };
    }
  },
};
