import { type Lazy, type NixValue, unknown, type Written } from './value.ts';

/** The names that are visible at a place: those of `let`, `rec` and functions, and the sets of `with`. */
export interface Scope {
  parent?: Scope;
  names?: ReadonlyMap<string, Lazy>;
  with?: Lazy;
}

/**
 * Finds a variable as Nix does: names bound by the text win over every `with`, and inner ones over outer ones.
 * `undefined` where no scope has it, so that it is one of Nix' own.
 */
export function lookUp(scope: Scope | undefined, name: string, at: Written): NixValue | undefined {
  for (let current = scope; current; current = current.parent) {
    const found = current.names?.get(name);
    if (found) return found();
  }
  for (let current = scope; current; current = current.parent) {
    if (!current.with) continue;
    const set = current.with();
    if (set.type !== 'set') return unknown(at);
    const found = set.attributes.get(name);
    if (found) return found.value();
    if (set.open) return unknown(at);
  }
  return undefined;
}
