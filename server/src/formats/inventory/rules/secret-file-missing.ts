import { dirname, resolve } from 'node:path';
import type { Rule } from '../../../rules/rule.ts';
import { type Inventory, secretFiles } from '../model.ts';
import { secretIn } from '../secret.ts';

export const secretFileMissing: Rule<Inventory> = {
  code: 'inventory/secret-file-missing',
  severity: 'error',
  summary: 'The files that the inventory names exist.',
  reason: 'A deployment puts all files of an agent on its host or none: it cannot begin without this one.',
  examples: [
    {
      bad: '{ "agents": { "web": { "host": "203.0.113.10", "secrets": { "binary-caches.json": "./caches.json" } } } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10", "secrets": { "binary-caches.json": "./binary-caches.json" } } } }\n',
      facts: { 'caches.json': { kind: 'missing' } },
      goodFacts: { 'binary-caches.json': { kind: 'file' } },
    },
  ],
  *check({ entries }, { document, facts }) {
    for (const { key, value } of entries.flatMap(secretFiles)) {
      // A secret in place of its file is the finding of another rule, and is not repeated in a message.
      if (value.type !== 'string' || secretIn(key.value, value.value)) continue;
      const { kind } = facts.of(resolve(dirname(document.path), value.value));
      if (kind !== 'missing' && kind !== 'directory') continue;
      const message =
        kind === 'missing'
          ? `The file of "${key.value}" does not exist: create it, or correct its path, which is relative to this file.`
          : `This is a folder: name the file that "${key.value}" is.`;
      yield { start: value.start, end: value.end, message };
    }
  },
};
