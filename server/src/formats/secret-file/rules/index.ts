import type { Rule } from '../../../rules/rule.ts';
import type { SecretModel } from '../model.ts';
import { inGit } from './in-git.ts';
import { notIgnored } from './not-ignored.ts';
import { permissions } from './permissions.ts';

/** What holds for every file with secrets in it. */
export const secretFileRules: readonly Rule<SecretModel>[] = [inGit, notIgnored, permissions];
