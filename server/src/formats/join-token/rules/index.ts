import type { Rule } from '../../../rules/rule.ts';
import type { JoinToken } from '../model.ts';
import { empty } from './empty.ts';
import { encrypted } from './encrypted.ts';
import { notAToken } from './not-a-token.ts';
import { placeholder } from './placeholder.ts';
import { whiteSpace } from './white-space.ts';
import { wrongKind } from './wrong-kind.ts';

const inClear: readonly Rule<JoinToken>[] = [empty, placeholder, notAToken, wrongKind, whiteSpace];

export const joinTokenRules: readonly Rule<JoinToken>[] = [
  encrypted,
  ...inClear.map((rule) => ({
    ...rule,
    check: (token: JoinToken, context: Parameters<typeof rule.check>[1]) =>
      token.encrypted ? [] : rule.check(token, context),
  })),
];
