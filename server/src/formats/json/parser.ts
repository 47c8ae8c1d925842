import type { ArrayValue, ObjectValue, Property, StringValue, Value } from '../../tree/value.ts';
import { missingEnd, unclosed } from './brackets.ts';
import { fault, type SyntaxFault } from './fault.ts';
import * as misspelt from './misspelt.ts';
import { type Token, tokensOf } from './tokens.ts';

export interface JsonTree {
  /** Absent where the text holds no value at all. */
  root?: Value;
  /** Empty exactly where aeson, the agents' parser, accepts the text. */
  faults: SyntaxFault[];
  /** The objects that have a name twice. */
  repetitive: ObjectValue[];
}

export interface Frame {
  node: ObjectValue | ArrayValue;
  closer: '}' | ']';
  /** Where its members begin among those of all open containers. */
  first: number;
  /** What may come next. */
  expects: 'member' | 'colon' | 'value' | 'separator';
  key: StringValue | undefined;
  /** Where the comma stands that a member must follow; -1 where none does. */
  comma: number;
}

/** More than this many faults tell a person nothing new. */
const mostFaults = 100;

/**
 * Reads strict JSON with a tree of what could be understood of it. It keeps its own stack: no depth of nesting
 * overflows it.
 */
export function parseJson(text: string): JsonTree {
  const faults: SyntaxFault[] = [];
  const report = (found: SyntaxFault): void => {
    if (faults.length < mostFaults) faults.push(found);
  };
  const next = tokensOf(text, report);
  const repetitive: ObjectValue[] = [];
  const stack: Frame[] = [];
  // The members of all open containers: cut off when one closes, each container gets an array of just its size.
  const items: Value[] = [];
  const properties: Property[] = [];
  let root: Value | undefined;
  let lastEnd = 0;

  const place = (value: Value): void => {
    const frame = stack[stack.length - 1];
    if (!frame) {
      root = value;
      return;
    }
    if (frame.node.type === 'array') items.push(value);
    else if (frame.key) {
      properties.push({ start: frame.key.start, end: value.end, key: frame.key, value });
      frame.key = undefined;
    } else frame.node.broken = true;
    frame.comma = -1;
    frame.expects = 'separator';
  };

  const open = (token: Token): void => {
    const { start, end } = token;
    const node: ObjectValue | ArrayValue =
      token.kind === '{' ? { type: 'object', start, end, properties: [] } : { type: 'array', start, end, items: [] };
    place(node);
    const isObject = node.type === 'object';
    stack.push({
      node,
      closer: isObject ? '}' : ']',
      expects: isObject ? 'member' : 'value',
      first: isObject ? properties.length : items.length,
      key: undefined,
      comma: -1,
    });
  };

  const close = (end: number): void => {
    const frame = stack.pop();
    if (!frame) return;
    const { node, first } = frame;
    node.end = end;
    if (node.type === 'object') {
      node.properties = properties.splice(first);
      if (hasRepetition(node.properties)) repetitive.push(node);
    } else node.items = items.splice(first);
    const outer = properties[properties.length - 1];
    if (outer?.value === node) outer.end = end;
  };

  const skip = (token: Token, message: string): void => {
    const frame = stack[stack.length - 1];
    if (frame?.node.type === 'object') frame.node.broken = true;
    report(misspelt.unexpected(token, message));
  };

  /** A separator, a closing bracket or the end, where a member could have ended. */
  const endMember = (frame: Frame, token: Token): void => {
    if (token.kind === ',') {
      frame.comma = token.start;
      frame.expects = frame.node.type === 'object' ? 'member' : 'value';
      return;
    }
    if (frame.comma >= 0) report(misspelt.trailingComma(text, frame.comma));
    if (token.kind === 'end') {
      report(missingEnd(text, stack, lastEnd));
      for (const { node } of stack) if (node.type === 'object') node.broken = true;
      while (stack.length > 0) close(lastEnd);
      return;
    }
    if (token.kind !== frame.closer) {
      const missing = unclosed(stack, token, lastEnd);
      report(missing.fault);
      for (let i = 0; i < missing.frames; i++) close(lastEnd);
    }
    close(token.end);
  };

  const noValue = (frame: Frame, token: Token): void => {
    report(
      fault(
        { start: frame.key?.start ?? token.start, end: frame.key?.end ?? token.end },
        'This property has no value.',
      ),
    );
    place({ type: 'unknown', start: lastEnd, end: lastEnd });
    endMember(frame, token);
  };

  const value = (token: Token): void => {
    if (token.kind === '{' || token.kind === '[') open(token);
    else place(scalar(token, report));
  };

  const inObject = (frame: Frame, token: Token): void => {
    const ends = token.kind === ',' || token.kind === '}' || token.kind === ']' || token.kind === 'end';
    switch (frame.expects) {
      case 'member':
        if (token.kind === ',') report(misspelt.doubleComma(text, token));
        else if (ends) endMember(frame, token);
        else if (token.kind === 'string' || misspelt.isBareKey(text, token)) {
          if (token.kind !== 'string') report(misspelt.bareKey(token));
          frame.key = { type: 'string', start: token.start, end: token.end, value: token.value };
          frame.expects = 'colon';
        } else if (token.kind === '{' || token.kind === '[') {
          skip(token, 'Here a property begins with its name in double quotes.');
          open(token);
        } else skip(token, 'Here a property begins with its name in double quotes.');
        return;
      case 'colon':
        if (token.kind === ':') frame.expects = 'value';
        else if (misspelt.isAssignment(token)) {
          report(misspelt.assignment(token));
          frame.expects = 'value';
        } else if (ends) noValue(frame, token);
        else {
          report(misspelt.missing(':', lastEnd));
          value(token);
        }
        return;
      case 'value':
        if (token.kind === ':') report(misspelt.unexpected(token, 'One colon is enough.'));
        else if (ends) noValue(frame, token);
        else value(token);
        return;
      case 'separator':
        if (ends) endMember(frame, token);
        else if (misspelt.isSemicolon(token)) {
          report(misspelt.semicolon(token));
          frame.comma = token.start;
          frame.expects = 'member';
        } else if (token.kind === 'string' || misspelt.isBareKey(text, token)) {
          report(misspelt.missing(',', lastEnd));
          frame.expects = 'member';
          inObject(frame, token);
        } else {
          skip(token, 'Here a comma or a closing brace is expected.');
          if (token.kind === '{' || token.kind === '[') open(token);
        }
    }
  };

  const inArray = (frame: Frame, token: Token): void => {
    if (frame.expects === 'value') {
      if (token.kind === ',') report(misspelt.doubleComma(text, token));
      else if (token.kind === ']' || token.kind === '}' || token.kind === 'end') endMember(frame, token);
      else if (token.kind === ':') skip(token, 'An array has no names: a colon is not expected here.');
      else value(token);
    } else if (token.kind === ',' || token.kind === ']' || token.kind === '}' || token.kind === 'end') {
      endMember(frame, token);
    } else if (token.kind === ':') {
      skip(token, 'An array has no names: a colon is not expected here.');
    } else {
      report(misspelt.missing(',', lastEnd));
      value(token);
    }
  };

  for (;;) {
    const token = next();
    const frame = stack[stack.length - 1];
    if (frame) {
      if (frame.node.type === 'object') inObject(frame, token);
      else inArray(frame, token);
    } else if (token.kind === 'end') {
      if (!root) report(misspelt.empty(text));
    } else if (root) {
      report(misspelt.trailing(text, token));
      break;
    } else if (token.kind !== '}' && token.kind !== ']' && token.kind !== ',' && token.kind !== ':') value(token);
    else skip(token, 'A JSON document begins with `{` or another value.');
    if (token.kind === 'end') break;
    lastEnd = token.end;
  }
  return { root, faults: faults.sort((a, b) => a.start - b.start), repetitive };
}

function scalar(token: Token, report: (found: SyntaxFault) => void): Value {
  const { start, end } = token;
  switch (token.kind) {
    case 'string':
      return { type: 'string', start, end, value: token.value };
    case 'number':
      return { type: 'number', start, end, value: Number(token.value) };
    case 'literal':
      if (token.value === 'null') return { type: 'null', start, end };
      return { type: 'boolean', start, end, value: token.value === 'true' };
    default:
      report(misspelt.bareValue(token));
      return { type: 'unknown', start, end };
  }
}

function hasRepetition(properties: readonly Property[]): boolean {
  // Comparing a few names costs less than the memory for them.
  if (properties.length > 8) return new Set(properties.map(({ key }) => key.value)).size < properties.length;
  for (let i = 1; i < properties.length; i++) {
    for (let j = 0; j < i; j++) if (properties[i]?.key.value === properties[j]?.key.value) return true;
  }
  return false;
}
