import type { Fault, Rule } from '../../../rules/rule.ts';
import { propertyOf } from '../../../tree/value.ts';
import { readCondition } from '../condition.ts';
import type { Secrets } from '../model.ts';

export const invalidCondition: Rule<Secrets> = {
  code: 'secrets/invalid-condition',
  severity: 'error',
  summary: 'A condition follows the grammar that the agent reads.',
  reason:
    'It is `true`, `false`, `"isDefaultBranch"`, `"isTag"`, or an object with exactly one of `and`, `or`, `isBranch`, `isRepo` and `isOwner`. One that is not makes all secrets of the file unreadable.',
  examples: [
    {
      bad: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isTag": true }] } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, "isTag"] } } }\n',
    },
    {
      bad: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "isOwner": "mycompany", "isRepo": "infra" } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
    },
    {
      bad: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "isowner": "mycompany" } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "isOwner": "mycompany" } } }\n',
    },
  ],
  *check({ entries, editor }) {
    const faults: Fault[] = [];
    for (const { object } of entries) {
      const node = propertyOf(object, 'condition')?.value;
      if (node && node.type !== 'null') readCondition(node, editor, (fault) => faults.push(fault));
    }
    yield* faults;
  },
};
