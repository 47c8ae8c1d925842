import { basename } from 'node:path';
import type { Rule } from '../../../rules/rule.ts';
import { keyFiles } from '../keyFiles.ts';
import type { NixFile } from '../model.ts';
import { valueSpan } from '../places.ts';

export const keyFileMissing: Rule<NixFile> = {
  code: 'nix/key-file-missing',
  severity: 'error',
  summary: 'The file of a deployment key exists.',
  reason:
    'NixOps stops when it sends the keys, after the system was copied already. A path that git ignores is probably a secret that another clone has, and is told as information.',
  examples: [
    {
      bad: '{ agent.deployment.keys.wireguard.keyFile = ./wireguard.kye; }\n',
      good: '{ agent.deployment.keys.wireguard.keyFile = ./wireguard.key; }\n',
      facts: { 'wireguard.kye': { kind: 'missing' } },
      goodFacts: { 'wireguard.key': { kind: 'file' } },
    },
  ],
  *check(file, { facts }) {
    for (const { key, definition, path } of keyFiles(file)) {
      const { kind, git } = facts.of(path);
      if (kind !== 'missing' && kind !== 'directory') continue;
      const ignored = git === 'ignored';
      const name = basename(path);
      yield {
        ...valueSpan(definition),
        ...(ignored && kind === 'missing' && { severity: 'info' as const }),
        message:
          kind === 'directory'
            ? `${name} is a folder: name the file that key "${key}" is read from.`
            : ignored
              ? `${name} does not exist here. Git ignores it: another clone may have it. Create it before you deploy.`
              : `${name} does not exist: create it, or correct the path.`,
        fixes:
          kind === 'missing'
            ? [
                {
                  title: `Create ${name}, readable by you alone and ignored by git`,
                  edits: [],
                  effect: { kind: 'create-secret', path, text: name.endsWith('.json') ? '{}\n' : '' },
                },
              ]
            : [],
      };
    }
  },
};
