import type { Rule } from '../../../rules/rule.ts';
import { type AgentToken, tokenName } from '../model.ts';

export const format: Rule<AgentToken> = {
  code: 'agent-token/format',
  severity: 'error',
  summary: 'The file assigns the token to `CACHIX_AGENT_TOKEN`.',
  reason:
    'The unit reads the file as a list of variables. A bare token is passed over without a word, and the agent says that the variable does not exist.',
  examples: [
    {
      bad: '<<jwt {}>>\n',
      good: 'CACHIX_AGENT_TOKEN=<<jwt {}>>\n',
    },
    {
      bad: 'CACHIX_AUTH_TOKEN=<<jwt {}>>\n',
      good: 'CACHIX_AGENT_TOKEN=<<jwt {}>>\n',
    },
  ],
  *check({ lines, text }) {
    if (lines.some(({ name }) => name?.text === tokenName)) return;
    const hostError = `${tokenName}: getEnv: does not exist (no environment variable)`;
    const other = lines.find(({ name }) => /token/i.test(name?.text ?? ''))?.name;
    const bare = lines.find(({ name }) => !name);
    if (other) {
      const { start, end } = other;
      yield {
        start,
        end,
        message: `The agent reads ${tokenName}, not ${other.text}.`,
        hostError,
        fixes: [{ title: `Rename to ${tokenName}`, safe: true, edits: [{ start, end, text: tokenName }] }],
      };
      return;
    }
    yield {
      start: bare?.start ?? 0,
      end: bare?.end ?? text.length,
      message: `${tokenName}= is missing: ${bare ? 'the unit passes a bare token over' : 'the file holds no token'}.`,
      hostError,
      fixes: bare
        ? [
            {
              title: `Put ${tokenName}= before it`,
              safe: true,
              edits: [{ start: bare.value.start, end: bare.value.start, text: `${tokenName}=` }],
            },
          ]
        : [],
    };
  },
};
