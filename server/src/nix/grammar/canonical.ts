import { dirname, resolve } from 'node:path';
import type { SyntaxNode } from '@lezer/common';
import { type NixSource, partsOf, textOf } from '../source.ts';
import { indentedStringParts, type StringPart, stringParts } from '../strings.ts';

/**
 * Writes a parsed file in one normal form, which a source and what `nix-instantiate --parse` prints of it have in
 * common: operators as Nix calls them, names sorted, dotted bindings gathered, strings joined.
 * For tests of the grammar.
 * @param printed the text was printed by Nix, where `(a + b + c)` stands for one string
 */
export function canonical(source: NixSource, home: string, printed: boolean): string {
  const write = (node: SyntaxNode | undefined): string =>
    node ? (writers[node.name]?.(node) ?? fail(node)) : '<nothing>';

  const fail = (node: SyntaxNode): string => {
    throw new Error(`no form for ${node.name}: ${textOf(source, node).slice(0, 80)}`);
  };

  /** Joins what is added to a string: `["a", x, "b"]`. */
  const joined = (parts: readonly string[]): string => {
    const merged: string[] = [];
    for (const part of parts) {
      const last = merged.at(-1);
      if (part.startsWith('"') && last?.startsWith('"')) {
        merged[merged.length - 1] = JSON.stringify(JSON.parse(last) + JSON.parse(part));
      } else merged.push(part);
    }
    const solid = merged.filter((part) => part !== '""');
    return solid.length === 0 ? '""' : solid.length === 1 ? String(solid[0]) : `(+ ${solid.join(' ')})`;
  };

  const string = (parts: readonly StringPart[]) =>
    joined(parts.map((part) => ('text' in part ? JSON.stringify(part.text) : write(partsOf(part.interpolation)[0]))));

  const path = (node: SyntaxNode): string => {
    const [first, ...rest] = stringParts(source, node);
    const text = first && 'text' in first ? first.text.replace(/^~/, home) : '';
    const parts = rest.map((part) =>
      'text' in part ? JSON.stringify(part.text) : write(partsOf(part.interpolation)[0]),
    );
    return joined([resolve(dirname(source.path), text), ...parts]);
  };

  const attribute = (node: SyntaxNode): string => {
    if (node.name === 'Attribute') return JSON.stringify(textOf(source, node));
    if (node.name === 'String') return string(stringParts(source, node));
    return write(partsOf(node)[0]);
  };

  const attributePath = (node: SyntaxNode | undefined) => (node ? partsOf(node).map(attribute) : []);

  const addition = (node: SyntaxNode): string[] => {
    const [left, right] = partsOf(node);
    const before = printed && left && isAddition(left) ? addition(left) : [write(left)];
    return [...before, write(right)];
  };

  const isAddition = (node: SyntaxNode): boolean => {
    const operator = node.name === 'Binary' && node.getChild('Operator');
    return !!operator && textOf(source, operator) === '+';
  };

  type Bindings = Map<string, string | Bindings>;

  const bindings = (node: SyntaxNode, into: Bindings = new Map()): Bindings => {
    for (const part of partsOf(node)) {
      if (part.name === 'Inherit') {
        const names = partsOf(part);
        const from = names[0]?.name === 'InheritFrom' ? write(partsOf(names.shift() as SyntaxNode)[0]) : undefined;
        for (const name of names.map(attribute)) into.set(name, from ? `(. ${from} ${name})` : `(inherit ${name})`);
      } else if (part.name === 'Binding') {
        const [attrPath, value] = partsOf(part);
        const names = attributePath(attrPath);
        let current = into;
        for (const name of names.slice(0, -1)) {
          const next = current.get(name);
          const nested: Bindings = next instanceof Map ? next : new Map();
          current.set(name, nested);
          current = nested;
        }
        const last = names.at(-1) ?? '';
        const known = current.get(last);
        if (value?.name === 'AttrSet') current.set(last, bindings(value, known instanceof Map ? known : undefined));
        else current.set(last, write(value));
      }
    }
    return into;
  };

  const set = (all: Bindings): string =>
    `{${[...all]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value instanceof Map ? set(value) : value};`)
      .join('')}}`;

  const formals = (node: SyntaxNode): string => {
    const names = partsOf(node).map((formal) => {
      const [name, fallback] = partsOf(formal);
      return `${name ? textOf(source, name) : ''}${fallback ? `?${write(fallback)}` : ''}`;
    });
    return `{${[...names.sort(), ...(node.getChild('...') ? ['...'] : [])].join()}}`;
  };

  const binary = (node: SyntaxNode): string => {
    const [left, right] = partsOf(node).map(write);
    const operator = textOf(source, node.getChild('Operator') ?? node);
    switch (operator) {
      case '+':
        return joined(addition(node));
      case '-':
        return call(call('__sub', left), right);
      case '*':
        return call(call('__mul', left), right);
      case '/':
        return call(call('__div', left), right);
      case '<':
        return call(call('__lessThan', left), right);
      case '>':
        return call(call('__lessThan', right), left);
      case '<=':
        return `(! ${call(call('__lessThan', right), left)})`;
      case '>=':
        return `(! ${call(call('__lessThan', left), right)})`;
      default:
        return `(${left} ${operator} ${right})`;
    }
  };

  const call = (left = '', right = '') => `(${left} ${right})`;

  const writers: Readonly<Record<string, (node: SyntaxNode) => string>> = {
    Variable: (node) => textOf(source, node),
    Integer: (node) => BigInt(textOf(source, node)).toString(),
    // Nix prints six digits.
    Float: (node) => String(Number(Number(textOf(source, node)).toPrecision(6))),
    String: (node) => string(stringParts(source, node)),
    IndentedString: (node) => string(indentedStringParts(source, node)),
    Uri: (node) => JSON.stringify(textOf(source, node)),
    Path: path,
    SearchPath: (node) => call(call('__findFile', '__nixPath'), JSON.stringify(textOf(source, node).slice(1, -1))),
    Parenthesized: (node) => write(partsOf(node)[0]),
    List: (node) => `[${partsOf(node).map(write).join(' ')}]`,
    AttrSet: (node) => set(bindings(node)),
    RecAttrSet: (node) => `rec${set(bindings(node))}`,
    LetAttrSet: (node) => `(. rec${set(bindings(node))} "body")`,
    Let: (node) => `(let${set(bindings(node))}${write(partsOf(node).at(-1))})`,
    With: (node) => `(with ${partsOf(node).map(write).join(' ')})`,
    Assert: (node) => `(assert ${partsOf(node).map(write).join(' ')})`,
    If: (node) => `(if ${partsOf(node).map(write).join(' ')})`,
    Not: (node) => `(! ${write(partsOf(node)[0])})`,
    Negate: (node) => call(call('__sub', '0'), write(partsOf(node)[0])),
    HasAttr: (node) => `(? ${write(partsOf(node)[0])} ${attributePath(partsOf(node)[1]).join('.')})`,
    Select: (node) => {
      const [object, attrPath, fallback] = partsOf(node);
      const or = fallback ? ` or ${write(fallback)}` : '';
      return `(. ${write(object)} ${attributePath(attrPath).join('.')}${or})`;
    },
    Apply: (node) => call(...(partsOf(node).map(write) as [string, string])),
    ApplyOr: (node) => call(write(partsOf(node)[0]), 'or'),
    Binary: binary,
    Function: (node) => {
      const parts = partsOf(node);
      const body = parts.pop();
      const heads = parts.map((part) => (part.name === 'Formals' ? formals(part) : textOf(source, part)));
      return `(${heads.sort().join('@')}: ${write(body)})`;
    },
  };

  return write(partsOf(source.tree.topNode)[0]);
}
