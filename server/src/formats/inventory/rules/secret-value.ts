import type { Rule } from '../../../rules/rule.ts';
import type { Property, Value } from '../../../tree/value.ts';
import type { Inventory } from '../model.ts';
import { secretIn } from '../secret.ts';

export const secretValue: Rule<Inventory> = {
  code: 'inventory/secret-value',
  severity: 'error',
  summary: 'The inventory holds no secret.',
  reason:
    'The inventory says where agents are and belongs into version control. Passwords are asked for when they are needed; tokens and keys stay in files of their own, which `secrets` names.',
  examples: [
    {
      bad: '{ "agents": { "web": { "host": "203.0.113.10", "password": "correct horse" } } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10" } } }\n',
    },
    {
      bad: '{ "agents": { "web": { "host": "ssh://root:correct-horse@203.0.113.10" } } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10", "user": "root" } } }\n',
    },
    {
      bad: '{ "agents": { "web": { "host": "203.0.113.10", "secrets": { "cachix-agent.token": "<<jwt {}>>" } } } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10", "secrets": { "cachix-agent.token": "./cachix-agent.token" } } } }\n',
    },
  ],
  *check({ root }) {
    if (!root) return;
    for (const { key, value } of properties(root)) {
      if (value.type !== 'string' || value.value === '') continue;
      const what = secretIn(key.value, value.value);
      if (!what) continue;
      yield {
        start: value.start,
        end: value.end,
        message: `${what} does not belong into the inventory: ${
          what === 'A password'
            ? 'it is asked for when it is needed'
            : 'keep it in a file of its own and name that in "secrets"'
        }.`,
      };
    }
  },
};

function* properties(root: Value): Generator<Property> {
  const open: Value[] = [root];
  for (let value = open.pop(); value; value = open.pop()) {
    if (value.type === 'array') open.push(...value.items);
    if (value.type !== 'object') continue;
    for (const property of value.properties) {
      yield property;
      open.push(property.value);
    }
  }
}
