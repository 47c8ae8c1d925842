import { contains } from '../text/span.ts';
import type { ArrayValue, ObjectValue, Property, Value } from './value.ts';

/** Where an offset is in a tree: the innermost place, and the way to it from the root. */
export interface TreePosition {
  /** The objects around, the innermost last, each with the property of it that holds the offset. */
  objects: { object: ObjectValue; property?: Property }[];
  /** The array that the offset is directly in. */
  array?: ArrayValue;
  /** Where in the innermost object. */
  part: 'key' | 'value' | 'between' | 'outside';
  /** The value at the offset, where it is no object. */
  value?: Value;
}

export function positionIn(root: Value | undefined, offset: number): TreePosition {
  const position: TreePosition = { objects: [], part: 'outside' };
  let at: Value | undefined = root && inside(root, offset) ? root : undefined;
  while (at) {
    if (at.type === 'object') {
      position.array = undefined;
      const property = at.properties.find((candidate) => contains(candidate, offset));
      position.objects.push({ object: at, ...(property ? { property } : {}) });
      if (!property) {
        position.part = 'between';
        return position;
      }
      if (contains(property.key, offset)) {
        position.part = 'key';
        return position;
      }
      position.part = 'value';
      if (!inside(property.value, offset)) {
        if (contains(property.value, offset)) position.value = property.value;
        return position;
      }
      at = property.value;
    } else if (at.type === 'array') {
      position.array = at;
      const item: Value | undefined = at.items.find((candidate) => contains(candidate, offset));
      if (!item || !inside(item, offset)) {
        if (item) position.value = item;
        return position;
      }
      at = item;
    } else {
      position.value = at;
      return position;
    }
  }
  return position;
}

/** Between the brackets of an object or an array; anywhere in another value. */
function inside(value: Value, offset: number): boolean {
  if (value.type !== 'object' && value.type !== 'array') return contains(value, offset);
  return value.start < offset && offset < value.end;
}
