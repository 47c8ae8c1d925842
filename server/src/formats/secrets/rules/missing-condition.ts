import type { Rule } from '../../../rules/rule.ts';
import type { Literal } from '../../../tree/editor.ts';
import { propertyOf } from '../../../tree/value.ts';
import type { Secrets } from '../model.ts';

const template: Literal = { and: [{ isOwner: 'my-account' }, { isRepo: 'my-repository' }, 'isDefaultBranch'] };

export const missingCondition: Rule<Secrets> = {
  code: 'secrets/missing-condition',
  severity: 'warning',
  summary: 'Each secret has a condition that says who may have it.',
  reason:
    'Since version 0.9 the agent grants a secret without a condition to nobody: the effect fails as if it did not exist.',
  examples: [
    {
      bad: '{ "deploy": { "kind": "Secret", "data": { "token": "x" } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
    },
    {
      bad: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": null } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
    },
  ],
  *check({ entries, editor }) {
    for (const { name, property, object } of entries) {
      const condition = propertyOf(object, 'condition');
      if ((condition && condition.value.type !== 'null') || (!condition && object.broken)) continue;
      const { start, end } = condition?.value ?? property.key;
      yield {
        start,
        end,
        message: `Secret "${name}" has no condition: agents from 0.9 on grant it to nobody.`,
        fixes: [
          {
            title: 'Grant it to the default branch of a repository',
            edits: condition
              ? editor.replaceValue(condition.value, template)
              : editor.insertProperty(object, 'condition', template),
          },
        ],
      };
    }
  },
};
