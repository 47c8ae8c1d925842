import type { Fault, ProposedFix } from '../../rules/rule.ts';
import { nearest } from '../../text/similar.ts';
import type { Editor } from '../../tree/editor.ts';
import type { Value } from '../../tree/value.ts';
import { describe } from '../binary-caches/aeson.ts';

/**
 * Who may have a secret.
 * @see https://docs.hercules-ci.com/hercules-ci-agent/secrets-json
 */
export type Condition =
  | { type: 'always' | 'never'; node: Value }
  | { type: 'isDefaultBranch' | 'isTag'; node: Value }
  | { type: 'and' | 'or'; node: Value; conditions: Condition[] }
  | { type: 'isBranch' | 'isRepo' | 'isOwner'; node: Value; value: string; text: Value };

const words = ['isDefaultBranch', 'isTag'] as const;
const lists = ['and', 'or'] as const;
const names = ['isBranch', 'isRepo', 'isOwner'] as const;
const fields: readonly string[] = [...lists, ...names];

/** More than this nobody writes, and everybody's stack holds. */
const maxDepth = 100;

/** Reads a condition; every fault in it is reported. `undefined` where it has one. */
export function readCondition(
  node: Value,
  editor: Editor,
  report: (fault: Fault) => void,
  depth = 0,
): Condition | undefined {
  const refuse = (message: string, hostError: string, fixes: ProposedFix[] = []) => {
    const end = node.type === 'object' ? node.start + 1 : node.end;
    report({ start: node.start, end, message, hostError, fixes });
    return undefined;
  };
  const notACondition = 'Expected Object, String or true.';
  if (depth > maxDepth) return undefined;
  switch (node.type) {
    case 'unknown':
      return undefined;
    case 'boolean':
      return { type: node.value ? 'always' : 'never', node };
    case 'string': {
      const word = words.find((one) => one === node.value);
      if (word) return { type: word, node };
      const lower = node.value.toLowerCase();
      if (lower === 'true' || lower === 'false') {
        const value = lower === 'true';
        return refuse(`Write ${lower} without quotes: the agent refuses the string.`, notACondition, [
          { title: `Write ${lower}`, edits: editor.replaceValue(node, value) },
        ]);
      }
      const meant = nearest(node.value, words);
      return refuse(
        meant
          ? `"${node.value}" is no condition. Did you mean "${meant}"?`
          : `"${node.value}" is no condition: only "isDefaultBranch" and "isTag" are written as a string.`,
        notACondition,
        meant ? [{ title: `Write "${meant}"`, edits: editor.replaceString(node, meant) }] : [],
      );
    }
    case 'object':
      break;
    default:
      return refuse(`A condition cannot be ${describe(node)}.`, notACondition);
  }
  const [property, ...more] = node.properties;
  if (!property)
    return node.broken
      ? undefined
      : refuse('An empty object is no condition.', 'The empty object does not represent a Condition.');
  if (more.length > 0) {
    return refuse(
      'A condition has exactly one property: put several into "and" or "or".',
      'A Condition object must contain a single field.',
    );
  }
  const name = property.key.value;
  const { value } = property;
  const list = lists.find((one) => one === name);
  if (list) {
    if (value.type !== 'array') {
      report({
        start: value.start,
        end: value.end,
        message: `"${list}" must hold an array of conditions, not ${describe(value)}.`,
      });
      return undefined;
    }
    const conditions = value.items.map((item) => readCondition(item, editor, report, depth + 1));
    return conditions.every((one) => one !== undefined) ? { type: list, node, conditions } : undefined;
  }
  const test = names.find((one) => one === name);
  if (test) {
    if (value.type === 'string') return { type: test, node, value: value.value, text: value };
    if (value.type !== 'unknown') {
      report({ start: value.start, end: value.end, message: `"${test}" must hold a string, not ${describe(value)}.` });
    }
    return undefined;
  }
  const word = words.find((one) => one === name);
  if (word) {
    return refuse(
      `"${word}" is written as a string of its own, not as a property.`,
      'The field name in a Condition object must be one of',
      [{ title: `Write "${word}"`, edits: editor.replaceValue(node, word) }],
    );
  }
  const meant = nearest(name, fields);
  return refuse(
    `"${name}" is no condition${meant ? `. Did you mean "${meant}"?` : `: the conditions are ${fields.map((field) => `"${field}"`).join(', ')}.`}`,
    'The field name in a Condition object must be one of',
    meant ? [{ title: `Rename to "${meant}"`, edits: editor.renameProperty(property, meant) }] : [],
  );
}

/** Whether it can be granted where neither owner nor repository is asked for. */
export function isOpen(condition: Condition): boolean {
  switch (condition.type) {
    case 'isOwner':
    case 'isRepo':
    case 'never':
      return false;
    case 'and':
      return condition.conditions.every(isOpen);
    case 'or':
      return condition.conditions.some(isOpen);
    default:
      return true;
  }
}
