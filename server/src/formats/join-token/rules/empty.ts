import type { Rule } from '../../../rules/rule.ts';
import type { JoinToken } from '../model.ts';

export const empty: Rule<JoinToken> = {
  code: 'join-token/empty',
  severity: 'error',
  summary: 'The file holds a cluster join token.',
  reason: 'The agent sends what the file holds, and Hercules CI refuses an empty token.',
  examples: [
    {
      bad: '\n',
      good: '<<jwt {"sub":"t$2c1d"}>>\n',
    },
  ],
  *check({ token, text }) {
    if (token === '') {
      yield {
        start: 0,
        end: text.length,
        message: 'The file is empty: generate a token in the dashboard, under Agents, and paste it here.',
      };
    }
  },
};
