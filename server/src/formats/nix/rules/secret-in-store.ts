import { nixString } from '../../../nix/editor.ts';
import { type Definition, definitions, entries, type Module } from '../../../nix/modules.ts';
import { textOf } from '../../../nix/source.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { NixFile } from '../model.ts';
import { valueSpan } from '../places.ts';

const settings = ['binaryCachesPath', 'clusterJoinTokenPath', 'secretsJsonPath'];
const writers: ReadonlySet<string> = new Set(['writeText', 'writeTextFile', 'toFile']);

export const secretInStore: Rule<NixFile> = {
  code: 'nix/secret-in-store',
  severity: 'warning',
  summary: 'No secret of an agent is copied into the Nix store.',
  reason:
    'Everything in `/nix/store` can be read by every user of the machine, and goes into binary caches. A path without quotes, `pkgs.writeText` and `builtins.toFile` put the file there.',
  examples: [
    {
      bad: '{ network = { }; agent.services.cachix-agent = { enable = true; credentialsFile = /etc/cachix-agent.token; }; }\n',
      good: '{ network = { }; agent.services.cachix-agent = { enable = true; credentialsFile = "/etc/cachix-agent.token"; }; }\n',
    },
    {
      bad: '{ pkgs, ... }: { services.hercules-ci-agent.settings.binaryCachesPath = pkgs.writeText "binary-caches.json" "{ }"; }\n',
      good: '{ pkgs, ... }: { services.hercules-ci-agent.settings.binaryCachesPath = "/var/lib/secrets/binary-caches.json"; }\n',
    },
  ],
  *check({ modules }) {
    for (const definition of modules.flatMap(({ module }) => [...secretPaths(module)])) {
      const { value, source } = definition;
      const at = valueSpan(definition);
      if (value.type === 'path') {
        const written = textOf(source, value.node);
        yield {
          ...at,
          message: 'A path without quotes is copied into /nix/store, where everyone can read the secret.',
          fixes: /^\/[^$]*$/.test(written)
            ? [{ title: 'Quote the path', edits: [{ ...at, text: nixString(written) }] }]
            : [],
        };
      } else if (value.type === 'unknown' && value.call && writers.has(value.call.name)) {
        yield { ...at, message: `${value.call.name} writes the secret into /nix/store, where everyone can read it.` };
      }
    }
  },
};

function* secretPaths(module: Module): Generator<Definition> {
  for (const name of settings) yield* definitions(module, 'services', 'hercules-ci-agent', 'settings', name);
  for (const instance of entries(module, 'services', 'hercules-ci-agents').keys()) {
    for (const name of settings)
      yield* definitions(module, 'services', 'hercules-ci-agents', instance, 'settings', name);
  }
  yield* definitions(module, 'services', 'cachix-agent', 'credentialsFile');
}
