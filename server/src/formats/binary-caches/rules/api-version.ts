import type { Rule } from '../../../rules/rule.ts';
import { type BinaryCaches, fieldOf } from '../model.ts';

export const apiVersion: Rule<BinaryCaches> = {
  code: 'binary-caches/api-version',
  severity: 'error',
  summary: 'A cache has no `apiVersion`.',
  reason: 'The agent keeps this name for later and refuses a file in which it is anything but `null`.',
  examples: [
    {
      bad: '{\n  "mycache": {\n    "apiVersion": 1,\n    "kind": "CachixCache",\n    "publicKeys": [],\n    "authToken": "<<jwt {}>>"\n  }\n}\n',
      good: '{\n  "mycache": {\n    "kind": "CachixCache",\n    "publicKeys": [],\n    "authToken": "<<jwt {}>>"\n  }\n}\n',
    },
  ],
  *check({ caches, editor, encrypted }) {
    for (const cache of caches) {
      const { name, object, kind } = cache;
      const property = fieldOf(cache, 'apiVersion');
      if (!object || !property || property.value.type === 'null' || !(kind || encrypted)) continue;
      yield {
        start: property.key.start,
        end: property.key.end,
        message: `Cache "${name}" must not have an "apiVersion": the agent does not start.`,
        hostError: 'Error in $: Unexpected apiVersion field. ',
        fixes: [{ title: 'Delete "apiVersion"', safe: true, edits: editor.removeProperty(object, property) }],
      };
    }
  },
};
