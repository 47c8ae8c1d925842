import { type Lazy, type NixValue, unknown, type Written } from './value.ts';

/** A name that no scope binds: one of Nix' own values, or a function known by its name alone. */
export function ownValue(name: string, at: Written): NixValue {
  if (name === 'true' || name === 'false') return { type: 'boolean', value: name === 'true', ...at };
  if (name === 'null') return { type: 'null', ...at };
  return { type: 'unknown', call: { name, arguments: [] }, ...at };
}

/** Calls a function that is known by its name. Where its result is not certain, the call itself is kept. */
export function callBuiltin(name: string, given: Lazy[], at: Written): NixValue {
  const [argument] = given;
  if (name === 'toString' && argument && given.length === 1) {
    const value = argument();
    if (value.type === 'string') return value;
    if (value.type === 'path') return { type: 'string', value: value.value, ...at };
    if (value.type === 'number' && Number.isInteger(value.value)) {
      return { type: 'string', value: String(value.value), ...at };
    }
    return unknown(at);
  }
  return { type: 'unknown', call: { name, arguments: given }, ...at };
}
