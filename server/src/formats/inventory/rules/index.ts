import type { Rule } from '../../../rules/rule.ts';
import { notInCache } from '../../deploy-spec/rules/not-in-cache.ts';
import type { Inventory } from '../model.ts';
import { noAddress } from './no-address.ts';
import { port } from './port.ts';
import { secretFileMissing } from './secret-file-missing.ts';
import { secretValue } from './secret-value.ts';
import { unknownKind } from './unknown-kind.ts';
import { unknownProperty } from './unknown-property.ts';
import { wrongType } from './wrong-type.ts';

export const inventoryRules: readonly Rule<Inventory>[] = [
  wrongType,
  unknownProperty,
  unknownKind,
  port,
  secretFileMissing,
  secretValue,
  noAddress,
  notInCache,
];
