import type { Rule } from '../../../rules/rule.ts';
import { spanOfText } from '../../secret-text/model.ts';
import type { JoinToken } from '../model.ts';

export const notAToken: Rule<JoinToken> = {
  code: 'join-token/not-a-token',
  severity: 'error',
  summary: 'The file holds a cluster join token of Hercules CI, and nothing else.',
  reason:
    'The agent cannot tell which cluster it belongs to. While it still has a session it keeps its old account, and only warns.',
  examples: [
    {
      bad: 'c29tZXRoaW5nIGVsc2U\n',
      good: '<<jwt {"sub":"t$2c1d"}>>\n',
    },
    {
      bad: '<<jwt {"scopes":"cache"}>>\n',
      good: '<<jwt {"sub":"t$2c1d"}>>\n',
    },
  ],
  *check({ token, text, claims, placeholder }) {
    if (token === '' || placeholder) return;
    const at = spanOfText(text);
    if (!token.includes('.')) {
      yield {
        ...at,
        message: 'This is no cluster join token, which has three parts with dots between them.',
        hostError: 'JWT without periods?',
      };
    } else if (!claims) {
      yield {
        ...at,
        message: 'This is no cluster join token: its second part cannot be read. It may have been cut off.',
      };
    } else if (typeof claims.sub !== 'string') {
      yield {
        ...at,
        message:
          'scopes' in claims
            ? 'This is a token of Cachix: a cluster join token of Hercules CI belongs here.'
            : 'This is no cluster join token: it does not say which cluster it is for.',
        hostError: 'No sub field in cluster join token',
      };
    }
  },
};
