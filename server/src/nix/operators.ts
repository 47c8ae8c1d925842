import { join } from 'node:path';
import { type Lazy, type NixSet, type NixValue, unknown, type Written } from './value.ts';

/** What is certain of `left operator right`. */
export function binary(operator: string, left: Lazy, right: Lazy, at: Written): NixValue {
  switch (operator) {
    case '//':
      return update(left(), right(), at);
    case '+':
      return sum(left(), right(), at);
    case '++':
      return concatenated(left(), right(), at);
    case '==':
      return truth(equal(left(), right()), at);
    case '!=':
      return truth(not(equal(left(), right())), at);
    case '&&':
      return truth(
        and(asBoolean(left()), () => asBoolean(right())),
        at,
      );
    case '||':
      return truth(not(and(not(asBoolean(left())), () => not(asBoolean(right())))), at);
    case '->':
      return truth(not(and(asBoolean(left()), () => not(asBoolean(right())))), at);
    default:
      return unknown(at);
  }
}

function update(left: NixValue, right: NixValue, at: Written): NixValue {
  const known = (value: NixValue) => value.type === 'set' || value.type === 'unknown';
  if (!known(left) || !known(right)) return unknown(at);
  // An unknown right side may replace every attribute of the left.
  if (right.type !== 'set') return { type: 'set', attributes: new Map(), open: true, ...at };
  const attributes: NixSet['attributes'] = new Map(left.type === 'set' && !right.open ? left.attributes : []);
  for (const [name, attribute] of right.attributes) attributes.set(name, attribute);
  return { type: 'set', attributes, open: right.open || left.type !== 'set' || left.open, ...at };
}

function sum(left: NixValue, right: NixValue, at: Written): NixValue {
  if (left.type === 'string' && right.type === 'string') {
    return { type: 'string', value: left.value + right.value, ...at };
  }
  if (left.type === 'path' && right.type === 'string') {
    return { type: 'path', value: join(left.value + right.value), ...at };
  }
  if (left.type === 'number' && right.type === 'number') {
    return { type: 'number', value: left.value + right.value, ...at };
  }
  return unknown(at);
}

function concatenated(left: NixValue, right: NixValue, at: Written): NixValue {
  const rest: Lazy = () => unknown(at);
  if (left.type !== 'list' && right.type !== 'list') return unknown(at);
  const items = (value: NixValue) => (value.type === 'list' ? value.items : [rest]);
  return { type: 'list', items: [...items(left), ...items(right)], ...at };
}

function equal(left: NixValue, right: NixValue): boolean | undefined {
  if (left.type === 'unknown' || right.type === 'unknown') return undefined;
  if (left.type !== right.type) return left.type === 'path' || right.type === 'path' ? undefined : false;
  if (left.type === 'null') return true;
  if ('value' in left && 'value' in right) return left.value === right.value;
  return undefined;
}

const asBoolean = (value: NixValue) => (value.type === 'boolean' ? value.value : undefined);
const not = (value: boolean | undefined) => (value === undefined ? undefined : !value);
const and = (left: boolean | undefined, right: () => boolean | undefined) => (left === false ? false : left && right());

function truth(value: boolean | undefined, at: Written): NixValue {
  return value === undefined ? unknown(at) : { type: 'boolean', value, ...at };
}
