import type { Span } from '../text/span.ts';
import type { TreePosition } from './position.ts';
import type { ObjectValue, Property, Value } from './value.ts';

/** A value that may be written somewhere, as a snippet in the language of the file. */
export interface ShapeValue {
  label: string;
  snippet: string;
  /** Markdown. */
  meaning: string;
}

/** A property that an object may have. */
export interface Member {
  name: string;
  /** Markdown: what it means. */
  meaning: string;
  /** Its type in a few words. */
  detail?: string;
  /** The value as a snippet of JSON. */
  snippet: string;
  shape?: () => Shape;
}

/** What may stand at a place of a tree: from one description it is completed and explained. */
export interface Shape {
  members?: readonly Member[];
  /** The object has one property and no more. */
  single?: boolean;
  /** Whole entries with names of their own. */
  entries?: readonly ShapeValue[];
  /** The values of an object under names of any kind. */
  named?: () => Shape;
  items?: () => Shape;
  values?: readonly ShapeValue[];
}

/** The shapes at a position: of the innermost object, and of the value of its property. */
export interface ShapesAt {
  object?: Shape;
  value?: Shape;
}

export function shapesAt(shape: Shape, position: TreePosition, offset: number): ShapesAt {
  let object: Shape | undefined = shape;
  for (const [index, { property }] of position.objects.entries()) {
    const value: Shape | undefined = property && within(shapeOf(object, property), property.value, offset);
    if (index === position.objects.length - 1) return { ...(object && { object }), ...(value && { value }) };
    object = value;
  }
  return position.objects.length === 0 ? { value: shape } : {};
}

export function memberOf(shape: Shape | undefined, { key }: Property): Member | undefined {
  return shape?.members?.find(({ name }) => name === key.value);
}

/** The members that an object does not have yet, but for the property that is being written. */
export function missingMembers(shape: Shape, object: ObjectValue, written: Property | undefined): readonly Member[] {
  const others = object.properties.filter((property) => property !== written);
  if (shape.single && others.length > 0) return [];
  return (shape.members ?? []).filter(({ name }) => others.every(({ key }) => key.value !== name));
}

/** What the name or the word at a position means, and where it stands. */
export function meaningAt(
  shape: Shape,
  position: TreePosition,
  offset: number,
): { span: Span; meaning: string } | undefined {
  const innermost = position.objects.at(-1);
  const property = innermost?.property;
  if (!property) return undefined;
  const { object, value } = shapesAt(shape, position, offset);
  const member = memberOf(object, property);
  if (position.part === 'key') return member && { span: property.key, meaning: member.meaning };
  const node = position.value;
  if (node?.type !== 'string' && node?.type !== 'boolean') return undefined;
  const known = value?.values?.find(({ label }) => label === String(node.value));
  return known && { span: node, meaning: known.meaning };
}

function shapeOf(shape: Shape | undefined, property: Property): Shape | undefined {
  return (memberOf(shape, property)?.shape ?? shape?.named)?.();
}

/** Of an array the shape of its items. */
function within(shape: Shape | undefined, value: Value, offset: number): Shape | undefined {
  if (value.type !== 'array' || offset <= value.start || offset >= value.end) return shape;
  const item = value.items.find(({ start, end }) => start <= offset && offset <= end);
  const items = shape?.items?.();
  return item ? within(items, item, offset) : items;
}
