import type { Rule } from '../../../rules/rule.ts';
import type { JsonModel } from '../model.ts';
import { duplicateKey } from './duplicate-key.ts';
import { syntax } from './syntax.ts';

/** What holds for every JSON file, whatever it says. */
export const jsonRules: readonly Rule<JsonModel>[] = [syntax, duplicateKey];
