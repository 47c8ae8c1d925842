import type { Rule } from '../../../rules/rule.ts';
import { spanOfText } from '../../secret-text/model.ts';
import type { JoinToken } from '../model.ts';

export const placeholder: Rule<JoinToken> = {
  code: 'join-token/placeholder',
  severity: 'error',
  summary: 'The token is not still to be filled in.',
  reason: 'The agent sends what the file holds, and Hercules CI refuses it.',
  examples: [
    {
      bad: '<your token here>\n',
      good: '<<jwt {"sub":"t$2c1d"}>>\n',
    },
  ],
  *check({ placeholder: isPlaceholder, text }) {
    if (!isPlaceholder) return;
    yield {
      ...spanOfText(text),
      message: 'This is a placeholder: generate a token in the dashboard, under Agents, and paste it here.',
    };
  },
};
