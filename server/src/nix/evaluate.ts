import { dirname, resolve } from 'node:path';
import type { SyntaxNode } from '@lezer/common';
import { attributeName, readBindings } from './bindings.ts';
import { callBuiltin, ownValue } from './builtins.ts';
import { binary } from './operators.ts';
import { lookUp, type Scope } from './scope.ts';
import { type NixSource, partsOf, textOf } from './source.ts';
import { indentedStringParts, type StringPart, stringParts } from './strings.ts';
import { type Lazy, lazy, type NixValue, select, unknown, type Written } from './value.ts';

/** Nodes that are worked out at most for one file, and how deep. More is unknown: a file must not hold the editor up. */
const maxSteps = 200_000;
const maxDepth = 400;

/** Finds another Nix file of the workspace by its absolute path; `undefined` where it is not known. */
export type FindSource = (path: string) => NixSource | undefined;

/**
 * Works out what is certain of a file without evaluating Nix; everything else is unknown. Never throws.
 * @param find is asked for the files that `import` names
 */
export function evaluateNix(source: NixSource, find: FindSource = () => undefined): NixValue {
  const top = source.tree.topNode;
  const expression = partsOf(top)[0];
  if (!expression) return unknown({ source, node: top });
  return evaluatorOf(source, find).evaluate(expression, undefined);
}

/**
 * Works out expressions anywhere in a file, whose functions' arguments are not known but for their defaults.
 * One evaluator may be asked many times.
 */
export function evaluatorAt(source: NixSource): (node: SyntaxNode) => NixValue {
  const { evaluate, scopeAt } = evaluatorOf(source, () => undefined);
  return (node) => evaluate(node, scopeAt(node));
}

/** The file that a path names in `import`: itself, or the `default.nix` of a folder. */
export function importedSource(path: string, find: FindSource): NixSource | undefined {
  return find(path) ?? find(resolve(path, 'default.nix'));
}

type Evaluator = (node: SyntaxNode, scope: Scope | undefined) => NixValue;

function evaluatorOf(source: NixSource, find: FindSource) {
  // Each import is looked for by a function that does not find the files it came through.
  const findElse: FindSource = (path) => (path === source.path ? undefined : find(path));
  let steps = 0;
  let depth = 0;

  const evaluate: Evaluator = (node, scope) => {
    if (steps++ > maxSteps || depth > maxDepth) return unknown({ source, node });
    depth++;
    const value = kinds[node.name]?.(node, scope) ?? unknown({ source, node });
    depth--;
    return value;
  };

  const delayed = (node: SyntaxNode, scope: Scope | undefined): Lazy =>
    lazy({ source, node }, () => evaluate(node, scope));

  const at = (node: SyntaxNode): Written => ({ source, node });

  const recursive = (node: SyntaxNode, outer: Scope | undefined) => {
    const names = new Map<string, Lazy>();
    const scope: Scope = { parent: outer, names };
    // While the names are being read, what they are worked out from is not known yet.
    let complete = false;
    const bindings = readBindings(
      source,
      node,
      (part) => (complete ? evaluate(part, scope) : unknown(at(part))),
      (key) => variable(key, outer),
    );
    for (const [name, { value }] of bindings.attributes) names.set(name, value);
    complete = true;
    return { scope, bindings };
  };

  const variable = (node: SyntaxNode, scope: Scope | undefined): NixValue => {
    const name = textOf(source, node);
    return lookUp(scope, name, at(node)) ?? ownValue(name, at(node));
  };

  const interpolated = (parts: readonly StringPart[], scope: Scope | undefined) => {
    let text = '';
    for (const part of parts) {
      if ('text' in part) {
        text += part.text;
        continue;
      }
      const expression = partsOf(part.interpolation)[0];
      const value = expression && evaluate(expression, scope);
      if (value?.type !== 'string') return undefined;
      text += value.value;
    }
    return text;
  };

  const stringOf = (node: SyntaxNode, parts: readonly StringPart[], scope: Scope | undefined): NixValue => {
    const value = interpolated(parts, scope);
    return value === undefined ? unknown(at(node)) : { type: 'string', value, ...at(node) };
  };

  const path = (node: SyntaxNode, scope: Scope | undefined): NixValue => {
    const text = interpolated(stringParts(source, node), scope);
    if (text === undefined || text.startsWith('~')) return unknown(at(node));
    return { type: 'path', value: resolve(dirname(source.path), text), ...at(node) };
  };

  const lambda = (node: SyntaxNode, scope: Scope | undefined): NixValue => {
    const parts = partsOf(node);
    const body = parts.pop();
    const apply = (argument: Lazy): NixValue => {
      return body ? evaluate(body, scopeOfCall(parts, scope, argument)) : unknown(at(node));
    };
    return { type: 'function', apply, ...at(node) };
  };

  const scopeOfCall = (parameters: readonly SyntaxNode[], scope: Scope | undefined, argument: Lazy): Scope => {
    const names = new Map<string, Lazy>();
    const inner: Scope = { parent: scope, names };
    for (const parameter of parameters) {
      if (parameter.name === 'Identifier') names.set(textOf(source, parameter), argument);
      else for (const formal of parameter.getChildren('Formal')) bindFormal(formal, names, argument, inner);
    }
    return inner;
  };

  const bindFormal = (formal: SyntaxNode, names: Map<string, Lazy>, argument: Lazy, scope: Scope) => {
    const [name, fallback] = partsOf(formal);
    if (!name) return;
    const text = textOf(source, name);
    const given = () => select(argument(), text) ?? (fallback ? evaluate(fallback, scope) : unknown(at(formal)));
    names.set(text, lazy(at(formal), given));
  };

  const call = (node: SyntaxNode, scope: Scope | undefined): NixValue => {
    const [callee, argument] = partsOf(node);
    if (!callee || !argument) return unknown(at(node));
    const given = delayed(argument, scope);
    const target = evaluate(callee, scope);
    if (target.type === 'function') return target.apply(given);
    if (target.type !== 'unknown' || !target.call) return unknown(at(node));
    const { name, arguments: earlier } = target.call;
    if (name === 'import' && earlier.length === 0) {
      const file = given();
      const imported = file.type === 'path' ? importedSource(file.value, findElse) : undefined;
      if (imported) return evaluateNix(imported, findElse);
    }
    return callBuiltin(name, [...earlier, given], at(node));
  };

  const selection = (node: SyntaxNode, scope: Scope | undefined): NixValue => {
    const [object, attrPath, fallback] = partsOf(node);
    if (!object || !attrPath) return unknown(at(node));
    let current: NixValue | undefined = evaluate(object, scope);
    for (const key of partsOf(attrPath)) {
      const name = attributeName(source, key, (part) => evaluate(part, scope));
      if (name === undefined) return unknown(at(node));
      // What is selected from something unknown may be a function that is known by its name, such as `lib.mkIf`.
      if (current?.type === 'unknown') current = { type: 'unknown', call: { name, arguments: [] }, ...at(node) };
      else current = current && select(current, name);
    }
    return current ?? (fallback ? evaluate(fallback, scope) : unknown(at(node)));
  };

  const kinds: Readonly<Record<string, (node: SyntaxNode, scope: Scope | undefined) => NixValue | undefined>> = {
    Variable: variable,
    Integer: (node) => ({ type: 'number', value: Number(textOf(source, node)), ...at(node) }),
    Float: (node) => ({ type: 'number', value: Number(textOf(source, node)), ...at(node) }),
    Uri: (node) => ({ type: 'string', value: textOf(source, node), ...at(node) }),
    String: (node, scope) => stringOf(node, stringParts(source, node), scope),
    IndentedString: (node, scope) => stringOf(node, indentedStringParts(source, node), scope),
    Path: path,
    Parenthesized: (node, scope) => evaluate(partsOf(node)[0] ?? node, scope),
    List: (node, scope) => ({ type: 'list', items: partsOf(node).map((item) => delayed(item, scope)), ...at(node) }),
    AttrSet: (node, scope) => ({
      type: 'set',
      ...readBindings(
        source,
        node,
        (part) => evaluate(part, scope),
        (key) => variable(key, scope),
      ),
      ...at(node),
    }),
    RecAttrSet: (node, scope) => ({ type: 'set', ...recursive(node, scope).bindings, ...at(node) }),
    LetAttrSet: (node, scope) => recursive(node, scope).bindings.attributes.get('body')?.value(),
    Let: (node, scope) => {
      const body = partsOf(node).at(-1);
      return body && evaluate(body, recursive(node, scope).scope);
    },
    With: (node, scope) => {
      const [set, body] = partsOf(node);
      return set && body && evaluate(body, { parent: scope, with: delayed(set, scope) });
    },
    Assert: (node, scope) => {
      const body = partsOf(node)[1];
      return body && evaluate(body, scope);
    },
    If: (node, scope) => {
      const [condition, whenTrue, whenFalse] = partsOf(node);
      const decided = condition && evaluate(condition, scope);
      const branch = decided?.type === 'boolean' && (decided.value ? whenTrue : whenFalse);
      return branch ? evaluate(branch, scope) : undefined;
    },
    Not: (node, scope) => {
      const [operand] = partsOf(node);
      const value = operand && evaluate(operand, scope);
      return value?.type === 'boolean' ? { type: 'boolean', value: !value.value, ...at(node) } : undefined;
    },
    Negate: (node, scope) => {
      const [operand] = partsOf(node);
      const value = operand && evaluate(operand, scope);
      return value?.type === 'number' ? { type: 'number', value: -value.value, ...at(node) } : undefined;
    },
    HasAttr: (node, scope) => {
      const [object, attrPath] = partsOf(node);
      if (!object || !attrPath) return undefined;
      const names = partsOf(attrPath).map((key) => attributeName(source, key, (part) => evaluate(part, scope)));
      if (names.includes(undefined)) return undefined;
      const found = select(evaluate(object, scope), ...names.filter((name) => name !== undefined));
      if (found?.type === 'unknown') return undefined;
      return { type: 'boolean', value: found !== undefined, ...at(node) };
    },
    Binary: (node, scope) => {
      const [left, right] = partsOf(node);
      const operator = node.getChild('Operator');
      if (!left || !right || !operator) return undefined;
      return binary(textOf(source, operator), delayed(left, scope), delayed(right, scope), at(node));
    },
    Function: lambda,
    Apply: call,
    Select: selection,
  };

  const scopes = new Map<number, Scope>();

  /** The scope of a node by what stands around it. */
  const scopeAt = (node: SyntaxNode): Scope | undefined => {
    const around: { owner: SyntaxNode; inner: SyntaxNode }[] = [];
    for (let inner = node, owner = node.parent; owner; inner = owner, owner = owner.parent) {
      around.push({ owner, inner });
    }
    let scope: Scope | undefined;
    for (const { owner, inner } of around.reverse()) {
      const extend = openers[owner.name];
      if (!extend) continue;
      const opened = scopes.get(owner.from) ?? extend(owner, scope, inner);
      // What `with` opens holds for one side of it alone.
      if (opened && owner.name !== 'With') scopes.set(owner.from, opened);
      scope = opened ?? scope;
    }
    return scope;
  };

  const openers: Readonly<
    Record<string, (owner: SyntaxNode, scope: Scope | undefined, inner: SyntaxNode) => Scope | undefined>
  > = {
    Let: (owner, scope) => recursive(owner, scope).scope,
    RecAttrSet: (owner, scope) => recursive(owner, scope).scope,
    LetAttrSet: (owner, scope) => recursive(owner, scope).scope,
    With: (owner, scope, inner) => {
      const [set, body] = partsOf(owner);
      return set && body?.from === inner.from ? { parent: scope, with: delayed(set, scope) } : undefined;
    },
    Function: (owner, scope) => {
      const nothing: NixValue = { type: 'set', attributes: new Map(), open: false, ...at(owner) };
      return scopeOfCall(partsOf(owner).slice(0, -1), scope, () => nothing);
    },
  };

  return { evaluate, scopeAt };
}
