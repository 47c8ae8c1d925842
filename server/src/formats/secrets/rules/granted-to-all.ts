import type { Rule } from '../../../rules/rule.ts';
import { isOpen } from '../condition.ts';
import { soundConditions } from '../conditions.ts';
import type { Secrets } from '../model.ts';

export const grantedToAll: Rule<Secrets> = {
  code: 'secrets/granted-to-all',
  severity: 'warning',
  summary: 'A secret is granted to certain repositories or owners.',
  reason:
    'Every repository of the account that the agent serves can ask for the secret otherwise, that of a guest included.',
  examples: [
    {
      bad: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": "isDefaultBranch" } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
    },
    {
      bad: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "or": [{ "isOwner": "mycompany" }, true] } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
    },
  ],
  *check(secrets) {
    for (const { entry, condition } of soundConditions(secrets)) {
      if (!isOpen(condition)) continue;
      yield {
        start: condition.node.start,
        end: condition.node.end,
        message: `Every repository of the account may have "${entry.name}": ask for isOwner or isRepo.`,
      };
    }
  },
};
