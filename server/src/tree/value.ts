import type { Span } from '../text/span.ts';

/**
 * A value with its place in the source, whatever language it is written in: JSON, or what is certain of a Nix
 * expression. `unknown` stands for what could not be read, or is not known without evaluation: rules are silent on it.
 */
export type Value = ObjectValue | ArrayValue | StringValue | NumberValue | BooleanValue | NullValue | UnknownValue;

export interface ObjectValue extends Span {
  type: 'object';
  properties: Property[];
  /** Something in it could not be read: what seems missing may be there. */
  broken?: boolean;
}

/** The span of a property reaches from its key to the end of its value. */
export interface Property extends Span {
  key: StringValue;
  value: Value;
}

export interface ArrayValue extends Span {
  type: 'array';
  items: Value[];
}

/** The span includes the quotes. */
export interface StringValue extends Span {
  type: 'string';
  value: string;
}

export interface NumberValue extends Span {
  type: 'number';
  value: number;
}

export interface BooleanValue extends Span {
  type: 'boolean';
  value: boolean;
}

export interface NullValue extends Span {
  type: 'null';
}

export interface UnknownValue extends Span {
  type: 'unknown';
}

/** The first property of that name: what the agents take where a name comes twice. */
export function propertyOf(object: ObjectValue, name: string): Property | undefined {
  // A loop: a large file asks this some hundred thousand times.
  for (const property of object.properties) if (property.key.value === name) return property;
  return undefined;
}
