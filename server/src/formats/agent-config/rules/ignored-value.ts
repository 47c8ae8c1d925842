import type { Rule } from '../../../rules/rule.ts';
import { nearest } from '../../../text/similar.ts';
import { propertyOf, type Value } from '../../../tree/value.ts';
import { configFields, type FieldType } from '../fields.ts';
import type { AgentConfig } from '../model.ts';

export const ignoredValue: Rule<AgentConfig> = {
  code: 'agent-config/ignored-value',
  severity: 'warning',
  summary: 'Each option has a value that the agent can read.',
  reason:
    'The agent takes its default for an option whose value has another type, or is a word that it does not know, and says nothing.',
  examples: [
    {
      bad: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "concurrentTasks": "4" }\n',
      good: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "concurrentTasks": 4 }\n',
    },
    {
      bad: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "logLevel": "Info" }\n',
      good: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "logLevel": "InfoS" }\n',
    },
    {
      bad: 'baseDirectory = "/var/lib/hercules-ci-agent"\nnixVerbosity = "vomit"\n',
      good: 'baseDirectory = "/var/lib/hercules-ci-agent"\nnixVerbosity = "Vomit"\n',
      name: 'hercules-ci-agent.toml',
    },
    {
      bad: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "nixSettings": { "cores": 8 } }\n',
      good: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "nixSettings": { "cores": "8" } }\n',
    },
  ],
  *check({ properties, editor }) {
    for (const field of configFields) {
      const property = properties.get(field.name);
      if (!property || property.value.type === 'null' || field.name === 'baseDirectory') continue;
      for (const { node, expected, meant } of misreadings(field.value, property.value)) {
        yield {
          start: node.start,
          end: node.type === 'object' || node.type === 'array' ? node.start + 1 : node.end,
          message: `The agent ignores this: ${expected}. It takes ${field.fallback}.`,
          fixes:
            meant === undefined
              ? []
              : [{ title: `Write ${JSON.stringify(meant)}`, edits: editor.replaceValue(node, meant) }],
        };
      }
    }
  },
};

interface Misreading {
  node: Value;
  expected: string;
  meant?: string | number | boolean;
}

function* misreadings(field: FieldType, node: Value): Generator<Misreading> {
  if (node.type === 'unknown') return;
  switch (field.type) {
    case 'string':
      if (node.type !== 'string') yield { node, expected: 'it must be a string' };
      return;
    case 'boolean':
      if (node.type !== 'boolean')
        yield { node, expected: 'it must be true or false', ...unquoted(node, /^(?:true|false)$/i) };
      return;
    case 'tasks':
      if (node.type === 'number' ? !Number.isInteger(node.value) : !(node.type === 'string' && node.value === 'auto')) {
        yield { node, expected: 'it must be a whole number or "auto"', ...unquoted(node, /^\d+$/) };
      }
      return;
    case 'word': {
      if (node.type === 'string' && field.words.includes(node.value)) return;
      const meant = node.type === 'string' ? knownWord(node.value, field.words) : undefined;
      yield { node, expected: `it must be one of ${field.words.join(', ')}`, ...(meant && { meant }) };
      return;
    }
    case 'strings':
      if (node.type !== 'array') yield { node, expected: 'it must be an array of strings' };
      else for (const item of node.items) yield* misreadings({ type: 'string' }, item);
      return;
    case 'object':
      if (node.type !== 'object') yield { node, expected: 'it must be an object' };
      return;
    case 'strings by name':
      if (node.type !== 'object') yield { node, expected: 'it must be an object of strings' };
      for (const { value } of node.type === 'object' ? node.properties : []) {
        if (value.type === 'string' || value.type === 'unknown') continue;
        const plain = value.type === 'number' || value.type === 'boolean';
        yield { node: value, expected: 'each setting must be a string', ...(plain && { meant: String(value.value) }) };
      }
      return;
    case 'mountables':
      yield* mountables(node);
  }
}

function* mountables(node: Value): Generator<Misreading> {
  if (node.type !== 'object') {
    yield { node, expected: 'it must be an object of mountables by name' };
    return;
  }
  for (const { value } of node.properties) {
    if (value.type === 'unknown') continue;
    const part = (name: string) => (value.type === 'object' ? propertyOf(value, name)?.value : undefined);
    const broken = value.type === 'object' && value.broken;
    const source = part('source');
    const readOnly = part('readOnly');
    const complete = source && readOnly && part('condition');
    if ((!complete && !broken) || (source && source.type !== 'string') || (readOnly && readOnly.type !== 'boolean')) {
      yield {
        node: value,
        expected: 'a mountable must have source (a string), readOnly (true or false) and condition',
      };
    }
  }
}

function unquoted(node: Value, pattern: RegExp): Pick<Misreading, 'meant'> {
  if (node.type !== 'string' || !pattern.test(node.value)) return {};
  return { meant: JSON.parse(node.value.toLowerCase().replace(/^0+(?=\d)/, '')) };
}

function knownWord(word: string, words: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  return words.find((one) => [lower, `${lower}s`].includes(one.toLowerCase())) ?? nearest(word, words);
}
