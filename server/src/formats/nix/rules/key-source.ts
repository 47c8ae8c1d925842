import { deploymentKeys, keyOption, keySets } from '../../../nix/keys.ts';
import { importsUnread } from '../../../nix/modules.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { NixFile } from '../model.ts';
import { machinesOfFolder } from '../networks.ts';
import { keySpan } from '../places.ts';

const sources = ['text', 'keyFile', 'keyCommand'] as const;

export const keySource: Rule<NixFile> = {
  code: 'nix/key-source',
  severity: 'error',
  summary: 'A deployment key has exactly one of `text`, `keyFile` and `keyCommand`.',
  reason: 'NixOps refuses the network otherwise: it would not know what to send.',
  examples: [
    {
      bad: '{\n  network = { };\n  agent.deployment.keys."cluster-join-token.key".destDir = "/var/lib/hercules-ci-agent/secrets";\n  agent.deployment.keys."cluster-join-token.key".user = "hercules-ci-agent";\n}\n',
      good: '{\n  network = { };\n  agent.deployment.keys."cluster-join-token.key".destDir = "/var/lib/hercules-ci-agent/secrets";\n  agent.deployment.keys."cluster-join-token.key".user = "hercules-ci-agent";\n  agent.deployment.keys."cluster-join-token.key".keyFile = ./cluster-join-token.key;\n}\n',
    },
    {
      bad: '{ agent.deployment.keys.wireguard = { text = "x"; keyFile = ./wireguard.key; }; }\n',
      good: '{ agent.deployment.keys.wireguard = { keyFile = ./wireguard.key; }; }\n',
    },
  ],
  *check({ modules }, { documents, document }) {
    for (const { machine, module } of modules) {
      // Another module may give what is missing here.
      const elsewhere =
        !machine ||
        importsUnread(module) ||
        machinesOfFolder(documents, document).some(
          ({ file, machine: other }) => file !== document && other.name === machine.name,
        );
      for (const key of deploymentKeys(module)) {
        const sets = keySets(key);
        if (sets.length === 0 || sets.some(({ open }) => open)) continue;
        const given = sources.filter((source) => keyOption(key, source).some(({ value }) => value.type !== 'null'));
        if (given.length === 1 || (given.length === 0 && (elsewhere || misspelt(sets)))) continue;
        const [first] = key.definitions;
        if (!first) continue;
        const message = `Deployment key '${key.name}' must have either a 'text', 'keyCommand' or a 'keyFile' specified.`;
        yield {
          ...keySpan(first),
          message:
            given.length === 0
              ? `Key "${key.name}" has no content: give it a keyFile, text or keyCommand.`
              : `Key "${key.name}" has ${given.join(' and ')}: only one of them can be its content.`,
          hostError: message,
        };
      }
    }
  },
};

/** A content that goes by a wrong name is the finding of another rule. */
function misspelt(sets: readonly { attributes: ReadonlyMap<string, unknown> }[]): boolean {
  return sets.some(({ attributes }) => attributes.has('file') || attributes.has('command'));
}
