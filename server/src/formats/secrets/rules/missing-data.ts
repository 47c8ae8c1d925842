import type { Rule } from '../../../rules/rule.ts';
import { propertyOf } from '../../../tree/value.ts';
import { describe } from '../../binary-caches/aeson.ts';
import type { Secrets } from '../model.ts';

export const missingData: Rule<Secrets> = {
  code: 'secrets/missing-data',
  severity: 'error',
  summary: 'Each secret has `data`, an object.',
  reason: 'The agent cannot read any secret of a file in which one has no `data`.',
  examples: [
    {
      bad: '{ "deploy": { "kind": "Secret", "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": {}, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
    },
    {
      bad: '{ "deploy": { "kind": "Secret", "data": "x", "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
    },
  ],
  *check({ entries, editor }) {
    for (const { name, property, object } of entries) {
      const node = propertyOf(object, 'data')?.value;
      if (node?.type === 'object' || node?.type === 'unknown' || (!node && object.broken)) continue;
      const { start, end } = node ?? property.key;
      yield {
        start,
        end,
        message: node
          ? `"data" of secret "${name}" must be an object, not ${describe(node)}: the agent cannot read any secret of the file.`
          : `Secret "${name}" has no "data": the agent cannot read any secret of the file.`,
        ...(!node && { hostError: 'key "data" not found' }),
        fixes: node
          ? []
          : [{ title: 'Insert "data": {}', safe: true, edits: editor.insertProperty(object, 'data', {}) }],
      };
    }
  },
};
