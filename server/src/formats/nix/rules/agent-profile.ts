import { definitions, entries, type Module, readModule } from '../../../nix/modules.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { NixFile } from '../model.ts';
import { keySpan } from '../places.ts';

export const agentProfile: Rule<NixFile> = {
  code: 'nix/agent-profile',
  severity: 'info',
  summary: 'A Cachix agent of Home Manager says its profile.',
  reason:
    'The agent itself falls back to the profile `system`, which a user does not have. Where its profile does not exist, a failed deployment may not be rolled back.',
  examples: [
    {
      bad: '{ home.username = "alice"; services.cachix-agent = { enable = true; name = "laptop"; }; }\n',
      good: '{ home.username = "alice"; services.cachix-agent = { enable = true; name = "laptop"; profile = "home-manager"; }; }\n',
    },
  ],
  *check({ modules }) {
    for (const { module } of modules) {
      for (const home of homes(module)) {
        if (definitions(home, 'services', 'cachix-agent', 'profile').length > 0) continue;
        for (const definition of definitions(home, 'services', 'cachix-agent', 'enable')) {
          if (definition.value.type !== 'boolean' || !definition.value.value) continue;
          yield {
            ...keySpan(definition),
            message: 'This agent of Home Manager has no profile: set profile = "home-manager".',
          };
        }
      }
    }
  },
};

/** The modules of Home Manager: a file of its own, or what NixOS hands to it. */
function homes(module: Module): Module[] {
  const users = [...entries(module, 'home-manager', 'users').values()].flat();
  const own = definitions(module, 'home').length > 0 ? [module] : [];
  return [...own, ...users.map(({ value }) => readModule(value, () => undefined))];
}
