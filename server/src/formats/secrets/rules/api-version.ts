import type { Rule } from '../../../rules/rule.ts';
import { propertyOf } from '../../../tree/value.ts';
import type { Secrets } from '../model.ts';

export const apiVersion: Rule<Secrets> = {
  code: 'secrets/api-version',
  severity: 'error',
  summary: 'A secret has no `apiVersion`.',
  reason: 'The agent keeps this name for later and refuses a file in which it is anything but `null`.',
  examples: [
    {
      bad: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "apiVersion": 1, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
    },
  ],
  *check({ entries, editor }) {
    for (const { name, object } of entries) {
      const property = propertyOf(object, 'apiVersion');
      if (!property || property.value.type === 'null') continue;
      yield {
        start: property.key.start,
        end: property.key.end,
        message: `Secret "${name}" has an "apiVersion": the agent cannot read any secret of the file.`,
        hostError: 'Unexpected apiVersion field.',
        fixes: [{ title: 'Delete "apiVersion"', safe: true, edits: editor.removeProperty(object, property) }],
      };
    }
  },
};
