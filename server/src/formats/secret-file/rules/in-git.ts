import type { Rule } from '../../../rules/rule.ts';
import type { SecretModel } from '../model.ts';

export const inGit: Rule<SecretModel> = {
  code: 'secret-file/in-git',
  severity: 'warning',
  summary: 'Git does not track a file that holds a secret in clear.',
  reason:
    'Everybody who can read the repository can read the secret. Untracking keeps the file here and takes it out of the next commit; the history keeps it, so that the secret should be replaced. In a flake, Nix does not see a file that git does not track.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      name: 'binary-caches.json',
      facts: { '.': { git: 'tracked' } },
      goodFacts: { '.': { git: 'ignored' } },
    },
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      name: 'binary-caches.json',
      facts: { '.': { git: 'tracked', isLink: false } },
      goodFacts: { '.': { git: 'tracked', isLink: true } },
    },
  ],
  *check({ secret }, { facts, document }) {
    const { git, isLink } = facts.of(document.path);
    // Of a symbolic link git stores where it leads, not what is there.
    if (!secret || git !== 'tracked' || isLink) return;
    yield {
      ...secret,
      message:
        'This file holds a secret in clear, and git tracks it: whoever reads the repository reads the secret. Its history keeps it, so replace the secret after untracking.',
      fixes: [
        {
          title: 'Untrack the file and add it to .gitignore (the history keeps it; a flake no longer sees it)',
          edits: [],
          effect: { kind: 'git-untrack', path: document.path },
        },
      ],
    };
  },
};
