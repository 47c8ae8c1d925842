import { nixString } from '../../../nix/editor.ts';
import { type DeploymentKey, deploymentKeys, keyOption, keySets, nameOnHost } from '../../../nix/keys.ts';
import { importsProfile, importsUnread } from '../../../nix/modules.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { Edit } from '../../../text/edit.ts';
import type { NixFile } from '../model.ts';
import { insertBeside, insertFirst, keySpan } from '../places.ts';

const herculesSecrets: ReadonlySet<string> = new Set(['cluster-join-token.key', 'binary-caches.json', 'secrets.json']);
const wanted = { destDir: '/var/lib/hercules-ci-agent/secrets', user: 'hercules-ci-agent' };

export const keyDestination: Rule<NixFile> = {
  code: 'nix/key-destination',
  severity: 'warning',
  summary: "A key of Hercules CI's agent is sent to where the agent reads it.",
  reason:
    "NixOps puts a key into `/run/keys`, readable by root alone, where the agent neither looks nor can read. The agent's own profile (`module.nix`) changes that for its join token and binary-caches.json, and never for secrets.json.",
  examples: [
    {
      bad: '{\n  network = { };\n  agent = {\n    deployment.keys."secrets.json".keyFile = ./secrets.json;\n  };\n}\n',
      good: '{\n  network = { };\n  agent = {\n    deployment.keys."secrets.json".keyFile = ./secrets.json;\n    deployment.keys."secrets.json".destDir = "/var/lib/hercules-ci-agent/secrets";\n    deployment.keys."secrets.json".user = "hercules-ci-agent";\n  };\n}\n',
    },
    {
      bad: '{\n  agent.deployment.keys."binary-caches.json" = {\n    keyFile = ./binary-caches.json;\n  };\n}\n',
      good: '{\n  agent.deployment.keys."binary-caches.json" = {\n    keyFile = ./binary-caches.json;\n    destDir = "/var/lib/hercules-ci-agent/secrets";\n    user = "hercules-ci-agent";\n  };\n}\n',
    },
  ],
  *check({ modules }) {
    for (const { machine, module } of modules) {
      if (!machine || importsUnread(module)) continue;
      const preset = importsProfile(module);
      for (const key of deploymentKeys(module)) {
        const name = nameOnHost(key);
        if (!herculesSecrets.has(name) || (preset && name !== 'secrets.json')) continue;
        const [first] = key.definitions;
        const missing = (['destDir', 'user'] as const).filter((option) => keyOption(key, option).length === 0);
        if (!first || missing.length === 0 || keySets(key).length === 0 || keySets(key).some(({ open }) => open))
          continue;
        const edits = missing.flatMap((option) => insertOption(key, option, wanted[option]));
        yield {
          ...keySpan(first),
          message: `The agent does not find "${name}" where NixOps puts it: ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing.`,
          fixes: edits.length === missing.length ? [{ title: `Insert ${missing.join(' and ')}`, edits }] : [],
        };
      }
    }
  },
};

/** Into the braces of the key, or beside its other options. */
function insertOption(key: DeploymentKey, option: string, value: string): Edit[] {
  const content = (['keyFile', 'text', 'keyCommand', 'destDir', 'user'] as const).flatMap((name) =>
    keyOption(key, name),
  )[0];
  if (content) return insertBeside(content, option, nixString(value));
  const [set] = keySets(key);
  return set ? insertFirst(set, `${option} = ${nixString(value)};`) : [];
}
