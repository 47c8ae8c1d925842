import { dirname, resolve } from 'node:path';
import type { Rule } from '../../../rules/rule.ts';
import { propertyOf } from '../../../tree/value.ts';
import type { Inventory } from '../model.ts';

export const noAddress: Rule<Inventory> = {
  code: 'inventory/no-address',
  severity: 'info',
  summary: 'Each agent has an address, here or in another file.',
  reason: 'Nothing guesses an address: without one, the agent can neither be watched nor deployed to.',
  examples: [
    {
      bad: '{ "agents": { "web": { "user": "root" } } }\n',
      good: '{ "agents": { "web": { "user": "root", "host": "203.0.113.10" } } }\n',
    },
  ],
  *check({ entries, editor }, { document, facts }) {
    const folder = dirname(document.path);
    const known = facts.agents.filter(({ workspace, group, host }) => host && resolve(workspace, group) === folder);
    for (const { name, property, object } of entries) {
      const host = object && propertyOf(object, 'host');
      const given = host && !(host.value.type === 'string' && host.value.value.trim() === '');
      if (!object || given || known.some((agent) => agent.name === name)) continue;
      const { start, end } = host?.value ?? property.key;
      yield {
        start,
        end,
        message: `Nothing says where "${name}" is: give it a "host", an address or an alias of your SSH configuration.`,
        fixes: host ? [] : [{ title: 'Insert "host"', edits: editor.insertProperty(object, 'host', name) }],
      };
    }
  },
};
