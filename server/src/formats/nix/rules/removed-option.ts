import { definitions } from '../../../nix/modules.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { NixFile } from '../model.ts';
import { keySpan } from '../places.ts';

const removed: readonly (readonly [path: readonly string[], advice: string])[] = [
  [
    ['services', 'hercules-ci-agent', 'binaryCachesFile'],
    'send the file with deployment.keys."binary-caches.json".keyFile, or name it in settings.binaryCachesPath',
  ],
  [['services', 'hercules-ci-agent', 'patchNix'], 'delete it, present versions of Nix need no patch'],
  [['services', 'hercules-ci-agent', 'checkNix'], 'delete it, present versions of Nix need no check'],
  [['deployment', 'storeKeysOnMachine'], 'delete it, keys are never put into the Nix store any more'],
];

export const removedOption: Rule<NixFile> = {
  code: 'nix/removed-option',
  severity: 'error',
  summary: 'No option is set that does not exist any more.',
  reason: 'The evaluation ends with an error, and nothing is deployed.',
  examples: [
    {
      bad: '{ network = { }; agent.services.hercules-ci-agent.binaryCachesFile = ./binary-caches.json; }\n',
      good: '{ network = { }; agent.services.hercules-ci-agent.settings.binaryCachesPath = "/var/lib/caches.json"; }\n',
    },
  ],
  *check({ modules }) {
    for (const { module } of modules) {
      for (const [path, advice] of removed) {
        for (const definition of definitions(module, ...path)) {
          yield { ...keySpan(definition), message: `${path.join('.')} was removed: ${advice}.` };
        }
      }
    }
  },
};
