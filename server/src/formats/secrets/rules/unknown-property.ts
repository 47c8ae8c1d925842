import type { Rule } from '../../../rules/rule.ts';
import { nearest } from '../../../text/similar.ts';
import type { Secrets } from '../model.ts';

const known = ['kind', 'data', 'condition'];

export const unknownProperty: Rule<Secrets> = {
  code: 'secrets/unknown-property',
  severity: 'info',
  summary: 'A secret has only properties that the agent reads.',
  reason: 'The agent ignores every other property without a word: a misspelt `condition` is a secret that nobody gets.',
  examples: [
    {
      bad: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "conditon": true, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
    },
  ],
  *check({ entries, editor }) {
    for (const { object } of entries) {
      const present = new Set(object.properties.map(({ key }) => key.value));
      for (const property of object.properties) {
        const name = property.key.value;
        if (known.includes(name) || name === 'apiVersion') continue;
        const meant = nearest(
          name,
          known.filter((candidate) => !present.has(candidate)),
        );
        yield {
          start: property.key.start,
          end: property.key.end,
          severity: meant ? 'warning' : 'info',
          message: meant ? `The agent ignores "${name}". Did you mean "${meant}"?` : `The agent ignores "${name}".`,
          fixes: [
            ...(meant ? [{ title: `Rename to "${meant}"`, edits: editor.renameProperty(property, meant) }] : []),
            { title: `Delete "${name}"`, edits: editor.removeProperty(object, property) },
          ],
        };
      }
    }
  },
};
