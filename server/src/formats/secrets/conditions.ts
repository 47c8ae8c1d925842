import { propertyOf } from '../../tree/value.ts';
import { type Condition, readCondition } from './condition.ts';
import type { SecretEntry, Secrets } from './model.ts';

/** The conditions of a file that have no fault, with their secrets. */
export function soundConditions({ entries, editor }: Secrets): { entry: SecretEntry; condition: Condition }[] {
  return entries.flatMap((entry) => {
    const node = propertyOf(entry.object, 'condition')?.value;
    const condition = node && node.type !== 'null' ? readCondition(node, editor, () => {}) : undefined;
    return condition ? [{ entry, condition }] : [];
  });
}
