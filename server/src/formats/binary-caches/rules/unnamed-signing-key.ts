import { belongTogether, nameOf } from '../../../keys/key.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { BinaryCaches } from '../model.ts';

export const unnamedSigningKey: Rule<BinaryCaches> = {
  code: 'binary-caches/unnamed-signing-key',
  severity: 'error',
  summary: 'The signing key of a `NixCache` has a name and a colon before it.',
  reason: 'Nix reads a secret key as `name:key`. Without the name the agent fails when it pushes the first path.',
  examples: [
    {
      bad: '{ "store": { "kind": "NixCache", "storeURI": "s3://bucket", "publicKeys": ["<<public store-1>>"], "signingKeys": ["<<signing store-1>>"] } }\n',
      good: '{ "store": { "kind": "NixCache", "storeURI": "s3://bucket", "publicKeys": ["<<public store-1>>"], "signingKeys": ["store-1:<<signing store-1>>"] } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const { name, kind, publicKeys, signingKeys } of caches) {
      if (kind !== 'NixCache') continue;
      for (const signingKey of signingKeys) {
        const { node, text, colon, right } = signingKey;
        if (colon > 0 || !right) continue;
        const named = publicKeys.filter((candidate) => candidate.colon > 0 && candidate.right);
        const own = named.find((candidate) => belongTogether(signingKey, candidate)) ?? named[0];
        const prefix = own && nameOf(own);
        yield {
          start: node.start,
          end: node.end,
          message: `The signing key of cache "${name}" has no name before it: pushing fails.`,
          hostError: 'key is corrupt',
          fixes: prefix
            ? [
                {
                  title: `Prefix "${prefix}:"`,
                  edits: editor.replaceString(node, `${prefix}:${text.replace(/^:/, '')}`),
                },
              ]
            : [],
        };
      }
    }
  },
};
