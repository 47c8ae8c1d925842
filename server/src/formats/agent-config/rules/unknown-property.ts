import type { Rule } from '../../../rules/rule.ts';
import { nearest } from '../../../text/similar.ts';
import { configFields } from '../fields.ts';
import type { AgentConfig } from '../model.ts';

/** The last two are the finding of another rule. */
const known: ReadonlySet<string> = new Set([
  ...configFields.map(({ name }) => name),
  'cacheKeysPath',
  'requireMaterializedDerivations',
]);

export const unknownProperty: Rule<AgentConfig> = {
  code: 'agent-config/unknown-property',
  severity: 'info',
  summary: 'The configuration has only options that the agent reads.',
  reason: 'The agent ignores every other one without a word.',
  examples: [
    {
      bad: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "concurrentTask": 4 }\n',
      good: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "concurrentTasks": 4 }\n',
    },
  ],
  *check({ object, properties, editor }) {
    for (const property of object?.properties ?? []) {
      const name = property.key.value;
      if (known.has(name)) continue;
      const meant = nearest(
        name,
        configFields.map((field) => field.name).filter((candidate) => !properties.has(candidate)),
      );
      yield {
        start: property.key.start,
        end: property.key.end,
        severity: meant ? 'warning' : 'info',
        message: meant ? `The agent ignores "${name}". Did you mean "${meant}"?` : `The agent ignores "${name}".`,
        fixes: meant ? [{ title: `Rename to "${meant}"`, edits: editor.renameProperty(property, meant) }] : [],
      };
    }
  },
};
