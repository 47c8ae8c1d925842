import type { Edit } from '../text/edit.ts';
import type { ArrayValue, ObjectValue, Property, StringValue, Value } from './value.ts';

/** Data that a fix puts into a file. */
export type Literal = string | number | boolean | null | Literal[] | { [name: string]: Literal };

/**
 * Writes changes to a tree in the language of its source and in the style around them. Rules ask for a change in
 * these terms, so that the same rule fixes JSON and Nix.
 */
export interface Editor {
  /** Appends a property, or puts it first. */
  insertProperty(object: ObjectValue, name: string, value: Literal, where?: 'first' | 'last'): Edit[];
  removeProperty(object: ObjectValue, property: Property): Edit[];
  renameProperty(property: Property, name: string): Edit[];
  removeItem(array: ArrayValue, item: Value): Edit[];
  appendItem(array: ArrayValue, value: Literal): Edit[];
  replaceString(node: StringValue, value: string): Edit[];
  replaceValue(node: Value, value: Literal): Edit[];
  /** Makes a value the only element of an array. */
  wrapInArray(node: Value): Edit[];
}
