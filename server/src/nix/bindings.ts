import type { SyntaxNode } from '@lezer/common';
import { type NixSource, partsOf, textOf } from './source.ts';
import { stringParts } from './strings.ts';
import { type Attribute, type Lazy, lazy, type NixValue, select, unknown, type Written } from './value.ts';

/** Sets written inside of each other are read at once down to this depth. */
const maxNesting = 100;

/** Works an expression out in the scope of the bindings that are read. */
export type Evaluate = (node: SyntaxNode) => NixValue;

interface Entry {
  key: SyntaxNode;
  value: Lazy;
  /** In place of the value, the set that `a.b = …; a.c = …;` or braces make of `a`. */
  nested?: Draft;
}

interface Draft {
  entries: Map<string, Entry>;
  open: boolean;
  /** The braces, where it has some. */
  literal?: SyntaxNode;
}

export interface Bindings {
  attributes: Map<string, Attribute>;
  open: boolean;
}

/** The name of an attribute; `undefined` where it is worked out by something that is not known. */
export function attributeName(source: NixSource, node: SyntaxNode, evaluate: Evaluate): string | undefined {
  if (node.name === 'Attribute') return textOf(source, node);
  if (node.name === 'String') {
    const parts = stringParts(source, node);
    if (parts.every((part) => 'text' in part)) return parts.map((part) => part.text).join('');
  }
  const expression = node.name === 'String' ? node : partsOf(node)[0];
  const value = expression && evaluate(expression);
  return value?.type === 'string' ? value.value : undefined;
}

/**
 * Reads the bindings of a set or a `let`.
 * @param inner works out what stands after `=` and in `inherit (…)`
 * @param outer works out a name that is inherited from around
 */
export function readBindings(source: NixSource, node: SyntaxNode, inner: Evaluate, outer: Evaluate): Bindings {
  const draft: Draft = { entries: new Map(), open: false };
  addBindings(draft, source, node, inner, outer, 0);
  return finished(draft, source);
}

function addBindings(
  draft: Draft,
  source: NixSource,
  node: SyntaxNode,
  inner: Evaluate,
  outer: Evaluate,
  nesting: number,
): void {
  for (const part of partsOf(node)) {
    if (part.name === 'Binding') addBinding(draft, source, part, inner, outer, nesting);
    else if (part.name === 'Inherit') addInherited(draft, source, part, inner, outer);
  }
}

function addBinding(
  draft: Draft,
  source: NixSource,
  binding: SyntaxNode,
  inner: Evaluate,
  outer: Evaluate,
  nesting: number,
): void {
  const [path, expression] = partsOf(binding);
  if (path?.name !== 'AttrPath') return;
  let current = draft;
  const attributes = partsOf(path);
  for (const [index, key] of attributes.entries()) {
    const name = attributeName(source, key, inner);
    if (name === undefined) {
      current.open = true;
      return;
    }
    const last = index === attributes.length - 1;
    const known = current.entries.get(name);
    if (last && (expression?.name !== 'AttrSet' || nesting >= maxNesting)) {
      const at = { source, node: expression ?? key };
      const value = expression ? lazy(at, () => inner(expression)) : () => unknown(at);
      if (!known) current.entries.set(name, { key, value });
      return;
    }
    if (known && !known.nested) return;
    const nested: Draft = known?.nested ?? { entries: new Map(), open: false };
    if (!known) current.entries.set(name, { key, value: () => unknown({ source, node: key }), nested });
    current = nested;
    if (last && expression) {
      current.literal ??= expression;
      addBindings(current, source, expression, inner, outer, nesting + 1);
    }
  }
}

function addInherited(draft: Draft, source: NixSource, node: SyntaxNode, inner: Evaluate, outer: Evaluate): void {
  const parts = partsOf(node);
  const from = parts[0]?.name === 'InheritFrom' ? parts.shift() : undefined;
  const set = from && partsOf(from)[0];
  const origin = set && lazy({ source, node: set }, () => inner(set));
  for (const key of parts) {
    const name = attributeName(source, key, inner);
    if (name === undefined || draft.entries.has(name)) continue;
    const at = { source, node: key };
    const value = origin ? lazy(at, () => select(origin(), name) ?? unknown(at)) : lazy(at, () => outer(key));
    draft.entries.set(name, { key, value });
  }
}

function finished(draft: Draft, source: NixSource): Bindings {
  const attributes = new Map<string, Attribute>();
  for (const [name, { key, value, nested }] of draft.entries) {
    attributes.set(name, { key, value: nested ? nestedSet(nested, { source, node: nested.literal ?? key }) : value });
  }
  return { attributes, open: draft.open };
}

function nestedSet(draft: Draft, written: Written): Lazy {
  return lazy(written, () => ({ type: 'set', ...written, ...finished(draft, written.source) }));
}
