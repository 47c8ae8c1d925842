import type { Rule } from '../../../rules/rule.ts';
import { propertyOf } from '../../../tree/value.ts';
import type { Inventory } from '../model.ts';

export const port: Rule<Inventory> = {
  code: 'inventory/port',
  severity: 'error',
  summary: 'A port is a whole number from 1 to 65535.',
  reason: 'No connection can be made to another one.',
  examples: [
    {
      bad: '{ "agents": { "web": { "host": "203.0.113.10", "port": 222222 } } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10", "port": 2222 } } }\n',
    },
  ],
  *check({ entries }) {
    for (const { object } of entries) {
      const node = object && propertyOf(object, 'port')?.value;
      if (node?.type !== 'number' || (Number.isInteger(node.value) && node.value >= 1 && node.value <= 65_535))
        continue;
      yield { start: node.start, end: node.end, message: 'A port is a whole number from 1 to 65535.' };
    }
  },
};
