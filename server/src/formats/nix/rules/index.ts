import type { Rule } from '../../../rules/rule.ts';
import type { NixFile } from '../model.ts';

export const nixRules: readonly Rule<NixFile>[] = [];
