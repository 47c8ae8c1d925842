import type { Rule } from '../../../rules/rule.ts';
import { spanOfText } from '../../secret-text/model.ts';
import type { JoinToken } from '../model.ts';

export const whiteSpace: Rule<JoinToken> = {
  code: 'join-token/white-space',
  severity: 'warning',
  summary: 'The token is in one piece.',
  reason:
    'Line breaks come from copying out of a terminal. The agent turns them into blanks, and the token is another one then.',
  examples: [
    {
      bad: '<<jwt {"sub":"t$2c1d"}>>\nYW5k\n',
      good: '<<jwt {"sub":"t$2c1d"}>>\n',
    },
  ],
  *check({ token, text }) {
    const at = spanOfText(text);
    const inner = text.slice(at.start, at.end);
    if (token === '' || !token.includes('.') || !/\s/.test(inner)) return;
    yield {
      ...at,
      message: 'The token holds blanks or line breaks, which are no part of it.',
      fixes: [{ title: 'Join the token', safe: true, edits: [{ ...at, text: inner.replace(/\s+/g, '') }] }],
    };
  },
};
