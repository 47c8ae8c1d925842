import type { Rule } from '../../../rules/rule.ts';
import type { BinaryCaches } from '../model.ts';

export const namedSigningKey: Rule<BinaryCaches> = {
  code: 'binary-caches/named-signing-key',
  severity: 'error',
  summary: 'The signing key of a Cachix cache has no name before it.',
  reason:
    'Nix writes secret keys as `name:key`, Cachix without the name. The agent decodes whatever it finds, name included, and signs with a wrong key.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["mycache.cachix.org-1:<<signing mycache.cachix.org-1>>"] } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["<<signing mycache.cachix.org-1>>"] } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const { kind, signingKeys } of caches) {
      if (kind !== 'CachixCache') continue;
      for (const { node, text, colon, placeholder } of signingKeys) {
        if (colon < 0 || placeholder) continue;
        yield {
          start: node.start,
          end: node.end,
          message:
            'The signing key of a Cachix cache has no name and colon before it: the agent would sign with a wrong key.',
          fixes: [
            {
              title: 'Remove the name',
              safe: true,
              edits: editor.replaceString(node, text.slice(colon + 1)),
            },
          ],
        };
      }
    }
  },
};
