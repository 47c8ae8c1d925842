import type { Rule } from '../../../rules/rule.ts';
import { spanOfText } from '../../secret-text/model.ts';
import type { JoinToken } from '../model.ts';

export const wrongKind: Rule<JoinToken> = {
  code: 'join-token/wrong-kind',
  severity: 'error',
  summary: 'The token is a cluster join token, not one of another kind.',
  reason:
    'Only a join token can make an agent part of a cluster. A session token belongs to one agent that already is.',
  examples: [
    {
      bad: '<<jwt {"sub":"s$2c1d"}>>\n',
      good: '<<jwt {"sub":"t$2c1d"}>>\n',
    },
  ],
  *check({ claims, text }) {
    if (typeof claims?.sub !== 'string' || claims.sub.startsWith('t$')) return;
    yield {
      ...spanOfText(text),
      message: claims.sub.startsWith('s$')
        ? "This is an agent's session token: a cluster join token belongs here."
        : 'This token is of another kind: a cluster join token belongs here.',
      hostError: 'Unrecognized token type',
    };
  },
};
