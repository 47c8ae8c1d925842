import type { Fault, Rule } from '../../../rules/rule.ts';
import type { Editor } from '../../../tree/editor.ts';
import type { Property, Value } from '../../../tree/value.ts';
import { describe, typeMismatch } from '../aeson.ts';
import { cacheFields, type Field } from '../fields.ts';
import { type BinaryCaches, fieldOf } from '../model.ts';

export const wrongType: Rule<BinaryCaches> = {
  code: 'binary-caches/wrong-type',
  severity: 'error',
  summary: 'Each property has the type that the agent reads: keys are arrays of strings, the rest are strings.',
  reason: 'The agent does not start with a value of another type, and its message does not say in which cache it is.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": "<<public mycache.cachix.org-1>>", "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "authToken": "<<jwt {}>>" } }\n',
    },
    {
      bad: '{ "store": { "kind": "NixCache", "storeURI": "s3://bucket", "publicKeys": [], "signingKeys": null } }\n',
      good: '{ "store": { "kind": "NixCache", "storeURI": "s3://bucket", "publicKeys": [], "signingKeys": [] } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const cache of caches) {
      const { name, kind } = cache;
      if (!kind) continue;
      for (const field of cacheFields[kind]) {
        const property = fieldOf(cache, field.name);
        if (property && field.name !== 'kind' && !fits(field, property.value))
          yield* mismatches(name, field, property, editor);
      }
    }
  },
};

function fits({ type, nullable }: Field, value: Value): boolean {
  if (value.type === 'unknown' || (value.type === 'null' && nullable)) return true;
  if (type === 'string' || value.type !== 'array') return type === 'string' && value.type === 'string';
  for (const item of value.items) if (item.type !== 'string' && item.type !== 'unknown') return false;
  return true;
}

function* mismatches(cache: string, field: Field, { value }: Property, editor: Editor): Generator<Fault> {
  const place = `"${field.name}" of cache "${cache}"`;
  if (field.type === 'string') {
    yield {
      start: value.start,
      end: value.end,
      message: `${place} must be a string, not ${describe(value)}: the agent does not start.`,
      hostError: typeMismatch(`.${field.name}`, 'Text', 'String', value),
    };
    return;
  }
  if (value.type !== 'array') {
    const fixes =
      value.type === 'string'
        ? [{ title: 'Put it into an array', safe: true, edits: editor.wrapInArray(value) }]
        : value.type === 'null'
          ? [{ title: 'Write []', edits: editor.replaceValue(value, []) }]
          : [];
    yield {
      start: value.start,
      end: value.end,
      message: `${place} must be an array of strings, not ${describe(value)}: the agent does not start.`,
      hostError: typeMismatch(`.${field.name}`, '[]', 'Array', value),
      fixes,
    };
    return;
  }
  for (const [index, item] of value.items.entries()) {
    if (item.type === 'string' || item.type === 'unknown') continue;
    yield {
      start: item.start,
      end: item.end,
      message: `${place} must hold strings only, not ${describe(item)}: the agent does not start.`,
      hostError: typeMismatch(`.${field.name}[${index}]`, 'Text', 'String', item),
    };
  }
}
