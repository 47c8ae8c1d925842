import type { Rule } from '../../../rules/rule.ts';
import type { Secrets } from '../model.ts';
import { apiVersion } from './api-version.ts';
import { encrypted } from './encrypted.ts';
import { grantedToAll } from './granted-to-all.ts';
import { invalidCondition } from './invalid-condition.ts';
import { kind } from './kind.ts';
import { missingCondition } from './missing-condition.ts';
import { missingData } from './missing-data.ts';
import { neverGranted } from './never-granted.ts';
import { unknownProperty } from './unknown-property.ts';

/** These speak whatever the values are, encrypted or not. */
const always: readonly Rule<Secrets>[] = [encrypted, apiVersion];

const inClear: readonly Rule<Secrets>[] = [
  kind,
  missingData,
  missingCondition,
  invalidCondition,
  neverGranted,
  grantedToAll,
  unknownProperty,
];

export const secretsRules: readonly Rule<Secrets>[] = [
  ...always,
  ...inClear.map((rule) => ({
    ...rule,
    check: (secrets: Secrets, context: Parameters<typeof rule.check>[1]) =>
      secrets.encrypted ? [] : rule.check(secrets, context),
  })),
];
