import { definitions } from '../../../nix/modules.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { NixFile } from '../model.ts';
import { keySpan } from '../places.ts';

/** @see https://github.com/NixOS/nixpkgs/tree/master/nixos/modules/services/continuous-integration/hercules-ci-agent */
const renamed: Readonly<Record<string, string>> = {
  concurrentTasks: 'settings.concurrentTasks',
  baseDirectory: 'settings.baseDirectory',
  extraOptions: 'settings',
};

export const renamedOption: Rule<NixFile> = {
  code: 'nix/renamed-option',
  severity: 'warning',
  summary: "The options of Hercules CI's agent have their present names.",
  reason:
    'The old names stand in the guide and still work in the module of nixpkgs, with a warning at every evaluation; other modules refuse them.',
  examples: [
    {
      bad: '{ network = { }; agent.services.hercules-ci-agent.concurrentTasks = 4; }\n',
      good: '{ network = { }; agent.services.hercules-ci-agent.settings.concurrentTasks = 4; }\n',
    },
  ],
  *check({ modules }) {
    for (const { module } of modules) {
      for (const [name, meant] of Object.entries(renamed)) {
        for (const definition of definitions(module, 'services', 'hercules-ci-agent', name)) {
          const at = keySpan(definition);
          yield {
            ...at,
            message: `"${name}" is called "${meant}" now.`,
            fixes: [{ title: `Rename to ${meant}`, edits: [{ ...at, text: meant }] }],
          };
        }
      }
      for (const definition of definitions(module, 'services', 'hercules-ci-agent', 'user')) {
        yield {
          ...keySpan(definition),
          message: '"user" is set by systemd.services.hercules-ci-agent.serviceConfig.User now.',
        };
      }
    }
  },
};
