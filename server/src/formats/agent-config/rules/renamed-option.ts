import type { Rule } from '../../../rules/rule.ts';
import type { AgentConfig } from '../model.ts';

const renamed = [
  ['cacheKeysPath', 'binaryCachesPath'],
  // What its value should be then is for a person to say.
  ['requireMaterializedDerivations', 'nixUserIsTrusted'],
] as const;

export const renamedOption: Rule<AgentConfig> = {
  code: 'agent-config/renamed-option',
  severity: 'warning',
  summary: 'Options have their present names.',
  reason: 'The agent ignores the names that it had before.',
  examples: [
    {
      bad: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "cacheKeysPath": "/var/lib/hercules-ci-agent/secrets/binary-caches.json" }\n',
      good: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "binaryCachesPath": "/var/lib/hercules-ci-agent/secrets/binary-caches.json" }\n',
    },
    {
      bad: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "requireMaterializedDerivations": true }\n',
      good: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "nixUserIsTrusted": true }\n',
    },
  ],
  *check({ properties, object, editor }) {
    for (const [old, present] of renamed) {
      const property = properties.get(old);
      if (!property || !object) continue;
      const { start, end } = property.key;
      yield {
        start,
        end,
        message: `The agent ignores "${old}": "${present}" took its place.`,
        fixes: properties.has(present)
          ? [{ title: `Delete "${old}"`, edits: editor.removeProperty(object, property) }]
          : old === 'cacheKeysPath'
            ? [{ title: `Rename to "${present}"`, edits: editor.renameProperty(property, present) }]
            : [],
      };
    }
  },
};
