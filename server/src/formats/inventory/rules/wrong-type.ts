import type { Fault, Rule } from '../../../rules/rule.ts';
import type { Property, Value } from '../../../tree/value.ts';
import { describe } from '../../binary-caches/aeson.ts';
import { agentFields, type Field } from '../fields.ts';
import { isHostName, isUnitName } from '../host.ts';
import type { Inventory } from '../model.ts';
import { secretIn } from '../secret.ts';

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
    {
      bad: '{ "agents": { "web": { "host": "root@203.0.113.10:2222" } } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10", "user": "root", "port": 2222 } } }\n',
    },
    {
      bad: '{ "agents": { "web": { "host": "[2001:db8::1]:2222" } } }\n',
      good: '{ "agents": { "web": { "host": "2001:db8::1", "port": 2222 } } }\n',
    },
    {
      bad: '{ "agents": { "web": { "host": "ssh://web:22" } } }\n',
      good: '{ "agents": { "web": { "host": "web" } } }\n',
    },
    {
      bad: '{ "agents": { "": { "host": "203.0.113.10" } } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10" } } }\n',
    },
    {
      bad: '{ "agents": { "web": { "host": "203.0.113.10", "unit": "agent; reboot" } } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10", "unit": "hercules-ci-agent@web.service" } } }\n',
    },
  ],
  *check({ root, agents, entries, editor }) {
    if (root && root.type !== 'object') yield mismatch(root, 'The inventory must be an object with "agents"');
    if (agents && isNot('object', agents.value))
      yield mismatch(agents.value, '"agents" must be an object of agents by name');
    for (const { name, property, object } of entries) {
      if (name.trim() === '') {
        const { start, end } = property.key;
        yield { start, end, message: 'This agent has no name: give it the one under which other files know it.' };
      }
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
      const message = value.type === 'string' && textFault(field.name, value.value);
      if (message) yield { start: value.start, end: value.end, message };
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

/** What is wrong with a text, without repeating it. */
function textFault(name: string, text: string): string | undefined {
  // What is blank is the finding of another rule, and so is a password.
  if (text.trim() === '' || secretIn(name, text)) return undefined;
  if (name === 'host' && !isHostName(text))
    return 'This is no host name, address or alias of your SSH configuration. Who logs in belongs into "user", the port into "port".';
  if (name === 'unit' && !isUnitName(text))
    return 'This is neither the name of a systemd unit nor the label of a launchd service.';
  return undefined;
}

const isNot = (type: Value['type'], value: Value) => value.type !== type && value.type !== 'unknown';

function mismatch(value: Value, expected: string): Fault {
  const braced = value.type === 'object' || value.type === 'array';
  return {
    start: value.start,
    end: braced ? value.start + 1 : value.end,
    message: `${expected}, not ${describe(value)}.`,
  };
}
