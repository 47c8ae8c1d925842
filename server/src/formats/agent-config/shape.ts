import { systemMeaning, systems } from '../../facts/systems.ts';
import type { Member, Shape, ShapeValue } from '../../tree/shape.ts';
import { conditionShape } from '../secrets/shape.ts';
import { configFields, type Field, type FieldType } from './fields.ts';
import { configMeanings } from './meanings.ts';

const details: Readonly<Record<FieldType['type'], string>> = {
  string: 'string',
  tasks: 'number or "auto"',
  boolean: 'boolean',
  word: 'word',
  strings: 'array of strings',
  object: 'values by name',
  'strings by name': 'strings by name',
  mountables: 'mountables by name',
};

const mountable: readonly Member[] = [
  { name: 'source', detail: 'string', meaning: 'The path on this machine.', snippet: '"$1"' },
  {
    name: 'readOnly',
    detail: 'boolean',
    meaning: 'Whether effects can only read it.',
    snippet: `\${1|true,false|}`,
    shape: () => ({ values: booleans }),
  },
  {
    name: 'condition',
    detail: 'condition',
    meaning: 'Which effects may mount it: a condition as in secrets.json.',
    snippet: '{ "isOwner": "$1" }',
    shape: conditionShape,
  },
];

const booleans: readonly ShapeValue[] = [
  { label: 'true', snippet: 'true', meaning: 'Yes.' },
  { label: 'false', snippet: 'false', meaning: 'No.' },
];

function valuesOf({ value, name }: Field): Shape | undefined {
  switch (value.type) {
    case 'boolean':
      return { values: booleans };
    case 'word':
      return { values: value.words.map((word) => ({ label: word, snippet: `"${word}"`, meaning: meaningOf(name) })) };
    case 'tasks':
      return {
        values: [{ label: 'auto', snippet: '"auto"', meaning: 'As many as there are processors, and at least 2.' }],
      };
    case 'strings': {
      const values = systems.map((each) => ({ label: each, snippet: `"${each}"`, meaning: systemMeaning(each) }));
      return { items: () => ({ values }) };
    }
    case 'mountables':
      return { named: () => ({ members: mountable }) };
    default:
      return undefined;
  }
}

const meaningOf = (name: string): string => configMeanings[name] ?? '';

const snippets: Readonly<Record<FieldType['type'], string>> = {
  string: '"$1"',
  tasks: `"\${1:auto}"`,
  boolean: `\${1|true,false|}`,
  word: '"$1"',
  strings: '["$1"]',
  object: '{ $1 }',
  'strings by name': '{ "$1": "$2" }',
  mountables: '{ $1 }',
};

/** What stands in the configuration of Hercules CI's agent. */
export const configShape: Shape = {
  members: configFields.map((field) => {
    const shape = valuesOf(field);
    return {
      name: field.name,
      meaning: meaningOf(field.name),
      detail: details[field.value.type],
      snippet: snippets[field.value.type],
      ...(shape && { shape: () => shape }),
    };
  }),
};
