import type { Rule } from '../../../rules/rule.ts';
import type { SecretModel } from '../model.ts';

const privateMode = 0o600;

export const permissions: Rule<SecretModel> = {
  code: 'secret-file/permissions',
  severity: 'warning',
  summary: 'Only its owner can read a file that holds a secret in clear.',
  reason: 'Every other account of this machine, and every program that runs under one, can read the secret.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      name: 'binary-caches.json',
      facts: { '.': { mode: 0o644 } },
      goodFacts: { '.': { mode: 0o600 } },
    },
  ],
  *check({ secret }, { facts, document }) {
    const mode = facts.of(document.path).mode;
    if (!secret || mode === undefined || (mode & 0o044) === 0) return;
    yield {
      ...secret,
      message: `This file holds a secret in clear, and other accounts of this machine can read it (mode ${mode.toString(8).padStart(4, '0')}).`,
      fixes: [
        {
          title: 'Let only the owner read and write the file (chmod 600)',
          edits: [],
          effect: { kind: 'chmod', path: document.path, mode: privateMode },
        },
      ],
    };
  },
};
