import type { Rule } from '../../../rules/rule.ts';
import type { SecretModel } from '../model.ts';

export const notIgnored: Rule<SecretModel> = {
  code: 'secret-file/not-ignored',
  severity: 'info',
  summary: 'Git ignores a file that holds a secret in clear.',
  reason:
    'An untracked file that is not ignored goes into the repository with the next `git add .`, and the secret with it.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      name: 'binary-caches.json',
      facts: { '.': { git: 'untracked' } },
      goodFacts: { '.': { git: 'ignored' } },
    },
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
      name: 'binary-caches.json',
      facts: { '.': { git: 'untracked', isLink: false } },
      goodFacts: { '.': { git: 'untracked', isLink: true } },
    },
  ],
  *check({ secret }, { facts, document }) {
    const { git, isLink } = facts.of(document.path);
    // Of a symbolic link git stores where it leads, not what is there.
    if (!secret || git !== 'untracked' || isLink) return;
    yield {
      ...secret,
      message: 'This file holds a secret in clear, and git does not ignore it: the next `git add .` takes it along.',
      fixes: [{ title: 'Add the file to .gitignore', edits: [], effect: { kind: 'git-ignore', path: document.path } }],
    };
  },
};
