import { attributeText } from '../../../nix/editor.ts';
import { deploymentKeys, keySets } from '../../../nix/keys.ts';
import type { Rule } from '../../../rules/rule.ts';
import { nearest } from '../../../text/similar.ts';
import type { NixFile } from '../model.ts';

/** The options of NixOps' keys, and what colmena adds. */
const options = ['text', 'keyFile', 'keyCommand', 'destDir', 'user', 'group', 'permissions', 'name', 'uploadAt'];

const aliases: Readonly<Record<string, string>> = {
  file: 'keyFile',
  owner: 'user',
  mode: 'permissions',
  path: 'destDir',
  command: 'keyCommand',
};

export const keyOptionRule: Rule<NixFile> = {
  code: 'nix/key-option',
  severity: 'warning',
  summary: 'A deployment key has only options that exist.',
  reason:
    'Other tools, and some of the documentation, call the options of a key otherwise. NixOps refuses the network, or does not send the key where it is meant to be.',
  examples: [
    {
      bad: '{\n  agent.deployment.keys."wireguard.key" = {\n    file = ./wireguard.key;\n    mode = "0400";\n  };\n}\n',
      good: '{\n  agent.deployment.keys."wireguard.key" = {\n    keyFile = ./wireguard.key;\n    permissions = "0400";\n  };\n}\n',
    },
  ],
  *check({ modules }) {
    for (const { module } of modules) {
      for (const key of deploymentKeys(module)) {
        for (const [name, attribute] of keySets(key).flatMap(({ attributes }) => [...attributes])) {
          if (options.includes(name)) continue;
          const meant = Object.hasOwn(aliases, name) ? aliases[name] : nearest(name, options);
          const { from: start, to: end } = attribute.key;
          yield {
            start,
            end,
            message: meant
              ? `A deployment key has no option "${name}". Did you mean "${meant}"?`
              : `A deployment key has no option "${name}".`,
            fixes: meant ? [{ title: `Rename to ${meant}`, edits: [{ start, end, text: attributeText(meant) }] }] : [],
          };
        }
      }
    }
  },
};
