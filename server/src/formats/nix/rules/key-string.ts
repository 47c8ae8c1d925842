import { deploymentKeys } from '../../../nix/keys.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { NixFile } from '../model.ts';
import { keySpan } from '../places.ts';

export const keyString: Rule<NixFile> = {
  code: 'nix/key-string',
  severity: 'warning',
  summary: 'A deployment key is a set, not a string.',
  reason:
    'Plain strings are deprecated: NixOps asks for `text`. A secret in a Nix file is in its repository, too: `keyFile` keeps it out.',
  examples: [
    {
      bad: '{ agent.deployment.keys.greeting = "hello"; }\n',
      good: '{ agent.deployment.keys.greeting.text = "hello"; }\n',
    },
  ],
  *check({ modules }) {
    for (const { module } of modules) {
      for (const key of deploymentKeys(module)) {
        for (const definition of key.definitions) {
          if (definition.value.type !== 'string') continue;
          const at = keySpan(definition);
          yield {
            ...at,
            message: `Key "${key.name}" is a plain string, which is deprecated.`,
            fixes: [{ title: 'Write .text =', edits: [{ start: at.end, end: at.end, text: '.text' }] }],
          };
        }
      }
    }
  },
};
