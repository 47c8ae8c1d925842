import type { Rule } from '../../../rules/rule.ts';
import type { AgentToken } from '../model.ts';
import { encrypted } from './encrypted.ts';
import { exportRule } from './export.ts';
import { format } from './format.ts';
import { placeholder } from './placeholder.ts';

const inClear: readonly Rule<AgentToken>[] = [format, exportRule, placeholder];

export const agentTokenRules: readonly Rule<AgentToken>[] = [
  encrypted,
  ...inClear.map((rule) => ({
    ...rule,
    check: (token: AgentToken, context: Parameters<typeof rule.check>[1]) =>
      token.encrypted ? [] : rule.check(token, context),
  })),
];
