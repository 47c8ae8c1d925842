import type { Rule } from '../../../rules/rule.ts';
import { propertyOf } from '../../../tree/value.ts';
import { describe } from '../../binary-caches/aeson.ts';
import type { Secrets } from '../model.ts';

export const kind: Rule<Secrets> = {
  code: 'secrets/kind',
  severity: 'error',
  summary: 'The file is an object of secrets by name, each with `"kind": "Secret"`.',
  reason: 'One entry that is no secret breaks the whole file: no effect gets any secret from it.',
  examples: [
    {
      bad: '{ "deploy": { "kind": "secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
    },
    {
      bad: '{ "deploy": { "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
    },
    {
      bad: '[]\n',
      good: '{}\n',
    },
  ],
  *check({ root, entries, editor }) {
    if (root && root.type !== 'object' && root.type !== 'unknown') {
      yield {
        start: root.start,
        end: root.type === 'array' ? root.start + 1 : root.end,
        message: `The file must be an object of secrets by name, not ${describe(root)}.`,
      };
    }
    for (const { key, value } of root?.type === 'object' ? root.properties : []) {
      if (value.type === 'object' || value.type === 'unknown') continue;
      yield {
        start: value.start,
        end: value.type === 'array' ? value.start + 1 : value.end,
        message: `Secret "${key.value}" must be an object, not ${describe(value)}: the agent cannot read any secret of the file.`,
      };
    }
    for (const { name, property, object } of entries) {
      const node = propertyOf(object, 'kind')?.value;
      if (node?.type === 'unknown' || (node?.type === 'string' && node.value === 'Secret') || (!node && object.broken))
        continue;
      const { start, end } = node ?? property.key;
      yield {
        start,
        end,
        message: `Secret "${name}" needs "kind": "Secret": the agent cannot read any secret of the file without it.`,
        ...(node?.type === 'string' && { hostError: `kind field must be "Secret", not "${node.value}"` }),
        ...(!node && { hostError: 'key "kind" not found' }),
        fixes: [
          node
            ? { title: 'Write "Secret"', safe: true, edits: editor.replaceValue(node, 'Secret') }
            : {
                title: 'Insert "kind": "Secret"',
                safe: true,
                edits: editor.insertProperty(object, 'kind', 'Secret', 'first'),
              },
        ],
      };
    }
  },
};
