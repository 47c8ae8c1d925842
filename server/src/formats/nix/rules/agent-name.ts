import { definitions } from '../../../nix/modules.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { NixFile } from '../model.ts';
import { valueSpan } from '../places.ts';

export const agentName: Rule<NixFile> = {
  code: 'nix/agent-name',
  severity: 'error',
  summary: 'The name of a Cachix agent holds no white space.',
  reason:
    'NixOS puts the name into the command line of the unit as it is: `my agent` becomes an agent `my` with the profile `agent`.',
  examples: [
    {
      bad: '{ services.cachix-agent = { enable = true; name = "my agent"; }; }\n',
      good: '{ services.cachix-agent = { enable = true; name = "my-agent"; }; }\n',
    },
  ],
  *check({ modules }) {
    for (const { module } of modules) {
      for (const definition of definitions(module, 'services', 'cachix-agent', 'name')) {
        const { value } = definition;
        if (value.type !== 'string' || !/\s/.test(value.value)) continue;
        const [name = '', profile = ''] = value.value.trim().split(/\s+/);
        const message = profile
          ? `The host would run an agent "${name}" with the profile "${profile}": a name holds no white space.`
          : 'A name holds no white space.';
        yield { ...valueSpan(definition), message };
      }
    }
  },
};
