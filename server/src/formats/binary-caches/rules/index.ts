import type { Rule } from '../../../rules/rule.ts';
import type { BinaryCaches } from '../model.ts';
import { apiVersion } from './api-version.ts';
import { blankSigningKey } from './blank-signing-key.ts';
import { cacheName } from './cache-name.ts';
import { cacheNameMismatch } from './cache-name-mismatch.ts';
import { empty } from './empty.ts';
import { encrypted } from './encrypted.ts';
import { extraSigningKey } from './extra-signing-key.ts';
import { keyPairMismatch } from './key-pair-mismatch.ts';
import { malformedPublicKey } from './malformed-public-key.ts';
import { malformedSigningKey } from './malformed-signing-key.ts';
import { missingKind } from './missing-kind.ts';
import { missingProperty } from './missing-property.ts';
import { namedSigningKey } from './named-signing-key.ts';
import { notAnObject } from './not-an-object.ts';
import { notPushable } from './not-pushable.ts';
import { placeholder } from './placeholder.ts';
import { publishedKey } from './published-key.ts';
import { readOnlyToken } from './read-only-token.ts';
import { refusedToken } from './refused-token.ts';
import { storeUri } from './store-uri.ts';
import { token } from './token.ts';
import { unknownCache } from './unknown-cache.ts';
import { unknownKindRule } from './unknown-kind.ts';
import { unknownProperty } from './unknown-property.ts';
import { unnamedSigningKey } from './unnamed-signing-key.ts';
import { wrongType } from './wrong-type.ts';

/** These speak whatever the values are, encrypted or not. */
const always: readonly Rule<BinaryCaches>[] = [encrypted, missingProperty, apiVersion];

const inClear: readonly Rule<BinaryCaches>[] = [
  notAnObject,
  empty,
  missingKind,
  unknownKindRule,
  wrongType,
  unknownProperty,
  cacheName,
  cacheNameMismatch,
  malformedPublicKey,
  malformedSigningKey,
  blankSigningKey,
  namedSigningKey,
  unnamedSigningKey,
  extraSigningKey,
  keyPairMismatch,
  notPushable,
  storeUri,
  placeholder,
  token,
  unknownCache,
  refusedToken,
  readOnlyToken,
  publishedKey,
];

export const binaryCachesRules: readonly Rule<BinaryCaches>[] = [
  ...always,
  ...inClear.map((rule) => ({
    ...rule,
    check: (model: BinaryCaches, context: Parameters<typeof rule.check>[1]) =>
      model.encrypted ? [] : rule.check(model, context),
  })),
];
