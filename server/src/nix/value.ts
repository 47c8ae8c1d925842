import type { SyntaxNode } from '@lezer/common';
import type { NixSource } from './source.ts';

/** Where a value is written. */
export interface Written {
  source: NixSource;
  node: SyntaxNode;
}

/** What is certain of an expression without evaluating Nix. */
export type NixValue = Written &
  (
    | { type: 'string'; value: string }
    /** Absolute; a literal in the file, so that Nix copies it to the store where it is used as a string. */
    | { type: 'path'; value: string }
    | { type: 'number'; value: number }
    | { type: 'boolean'; value: boolean }
    | { type: 'null' }
    | { type: 'list'; items: Lazy[] }
    | NixSet
    | { type: 'function'; apply(argument: Lazy): NixValue }
    | NixUnknown
  );

/** A value that is worked out when it is asked for, and once. */
export type Lazy = () => NixValue;

export interface NixSet {
  type: 'set';
  attributes: Map<string, Attribute>;
  /** It may have attributes besides, which nothing here knows. */
  open: boolean;
}

export interface Attribute {
  /** The name as it is written first. */
  key: SyntaxNode;
  value: Lazy;
}

export interface NixUnknown {
  type: 'unknown';
  /** Where it is a call of something that is not known: the last part of its name, such as `mkIf`, and what it is given. */
  call?: { name: string; arguments: Lazy[] };
}

/** Follows names into attribute sets. `undefined` where there is no such attribute; unknown where that cannot be said. */
export function select(value: NixValue, ...names: string[]): NixValue | undefined {
  let current = value;
  for (const name of names) {
    if (current.type !== 'set') return current.type === 'unknown' ? current : undefined;
    const attribute = current.attributes.get(name);
    if (!attribute) return current.open ? unknown(current) : undefined;
    current = attribute.value();
  }
  return current;
}

export function unknown({ source, node }: Written): NixValue {
  return { type: 'unknown', source, node };
}

/** Works a value out once. A value that needs itself is unknown. */
export function lazy(written: Written, compute: () => NixValue): Lazy {
  let value: NixValue | undefined;
  let running = false;
  return () => {
    if (value) return value;
    if (running) return unknown(written);
    running = true;
    value = compute();
    running = false;
    return value;
  };
}
