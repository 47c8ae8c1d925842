import type { Format } from '../format.ts';
import { secretFileRules } from '../secret-file/rules/index.ts';
import { hintOfToken } from '../secret-text/hints.ts';
import { type JoinToken, readJoinToken } from './model.ts';
import { joinTokenRules } from './rules/index.ts';

export const joinTokenFormat: Format<JoinToken> = {
  id: 'join-token',
  fileName: 'cluster-join-token.key',
  syntaxCode: 'join-token/not-a-token',
  parse: readJoinToken,
  rules: [...joinTokenRules, ...secretFileRules],
  hints: ({ claims, text }, _, { now }) => hintOfToken(claims, text.trimEnd().length, now),
  hostErrors: /JWT without periods|cluster join token|Unrecognized token type/,
};
