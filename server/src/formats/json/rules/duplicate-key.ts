import type { Rule } from '../../../rules/rule.ts';
import type { ObjectValue, Property } from '../../../tree/value.ts';
import { jsonEditor } from '../editor.ts';
import type { JsonModel } from '../model.ts';

export const duplicateKey: Rule<JsonModel> = {
  code: 'json/duplicate-key',
  severity: 'error',
  summary: 'A name occurs once in an object.',
  reason:
    'The agents take the **first** of two equal names and drop the others without a word; most other programs take the last. What you see at the end of the file is then not what runs.',
  examples: [
    {
      bad: '{\n  "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" },\n  "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" }\n}\n',
      good: '{\n  "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" }\n}\n',
      name: 'binary-caches.json',
    },
  ],
  *check({ json }, { document }) {
    if (!json) return;
    const editor = jsonEditor(document.text);
    for (const { object, property, first } of json.repetitive.flatMap((each) => [...repeated(each)])) {
      yield {
        start: property.key.start,
        end: property.key.end,
        message: `"${property.key.value}" is in this object already, in line ${document.lines.position(first.start).line + 1}: the agent keeps the first and drops this one.`,
        fixes: [{ title: `Delete this later "${property.key.value}"`, edits: editor.removeProperty(object, property) }],
      };
    }
  },
};

function* repeated(object: ObjectValue): Generator<{ object: ObjectValue; property: Property; first: Property }> {
  const seen = new Map<string, Property>();
  for (const property of object.properties) {
    const first = seen.get(property.key.value);
    if (first) yield { object, property, first };
    else seen.set(property.key.value, property);
  }
}
