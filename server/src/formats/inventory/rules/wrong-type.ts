import type { Fault, Rule } from '../../../rules/rule.ts';
import type { Property, Value } from '../../../tree/value.ts';
import { describe } from '../../binary-caches/aeson.ts';
import { agentFields, type Field } from '../fields.ts';
import type { Inventory } from '../model.ts';

export const wrongType: Rule<Inventory> = {
  code: 'inventory/wrong-type',
  severity: 'error',
  summary: 'Everything in the inventory has its type.',
  reason: 'What has another type is not read: the agent is then listed without it.',
  examples: [
    {
      bad: '{ "agents": { "web": { "host": 203 } } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10" } } }\n',
    },
    {
      bad: '{ "agents": { "web": "203.0.113.10" } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10" } } }\n',
    },
    {
      bad: '{ "agents": { "web": { "host": "203.0.113.10", "port": "2222" } } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10", "port": 2222 } } }\n',
    },
  ],
  *check({ root, agents, entries, editor }) {
    if (root && root.type !== 'object') yield mismatch(root, 'The inventory must be an object with "agents"');
    if (agents && isNot('object', agents.value))
      yield mismatch(agents.value, '"agents" must be an object of agents by name');
    for (const { name, property, object } of entries) {
      if (!object && property.value.type !== 'unknown') {
        const { value } = property;
        const fixes =
          value.type === 'string' && /^[\w.:-]{1,60}$/.test(value.value)
            ? [{ title: 'Take it for the host', edits: editor.replaceValue(value, { host: value.value }) }]
            : [];
        yield { ...mismatch(value, `Agent "${name}" must be an object`), fixes };
      }
      for (const inner of object?.properties ?? []) {
        const field = agentFields.find((one) => one.name === inner.key.value);
        if (field) yield* fieldFaults(field, inner);
      }
    }

    function* fieldFaults(field: Field, { value }: Property): Generator<Fault> {
      if (field.type === 'string' && isNot('string', value)) yield mismatch(value, `"${field.name}" must be a string`);
      if (field.type === 'number' && isNot('number', value)) {
        const number = value.type === 'string' && /^\d+$/.test(value.value.trim()) ? Number(value.value) : undefined;
        const fixes =
          number === undefined
            ? []
            : [{ title: `Write ${number}`, safe: true, edits: editor.replaceValue(value, number) }];
        yield { ...mismatch(value, `"${field.name}" must be a number`), fixes };
      }
      if (field.type !== 'strings by name') return;
      if (isNot('object', value)) yield mismatch(value, `"${field.name}" must be an object of paths by name`);
      for (const { key, value: item } of value.type === 'object' ? value.properties : []) {
        if (isNot('string', item)) yield mismatch(item, `"${key.value}" must be a path`);
      }
    }
  },
};

const isNot = (type: Value['type'], value: Value) => value.type !== type && value.type !== 'unknown';

function mismatch(value: Value, expected: string): Fault {
  const braced = value.type === 'object' || value.type === 'array';
  return {
    start: value.start,
    end: braced ? value.start + 1 : value.end,
    message: `${expected}, not ${describe(value)}.`,
  };
}
