import type { Rule } from '../../../rules/rule.ts';
import { nearest } from '../../../text/similar.ts';
import { type BinaryCaches, stringOf } from '../model.ts';

/** @see https://nix.dev/manual/nix/latest/store/types/ */
const schemes = [
  's3',
  'https',
  'http',
  'ssh-ng',
  'ssh',
  'file',
  'local',
  'daemon',
  'unix',
  'auto',
  'dummy',
  'local-overlay',
  'mounted-ssh-ng',
];

export const storeUri: Rule<BinaryCaches> = {
  code: 'binary-caches/store-uri',
  severity: 'warning',
  summary: 'The `storeURI` of a `NixCache` is a store that Nix knows.',
  reason:
    'The agent hands it to Nix as it is, as a substituter and as the store to push to. With an unknown scheme builds fail.',
  examples: [
    {
      bad: '{ "store": { "kind": "NixCache", "storeURI": "htpps://cache.example.org", "publicKeys": [], "signingKeys": [] } }\n',
      good: '{ "store": { "kind": "NixCache", "storeURI": "https://cache.example.org", "publicKeys": [], "signingKeys": [] } }\n',
    },
  ],
  *check({ caches, editor }) {
    for (const cache of caches) {
      const uri = stringOf(cache, 'storeURI');
      if (cache.kind !== 'NixCache' || !uri) continue;
      const at = { start: uri.start, end: uri.end };
      if (uri.value.trim() === '') {
        yield { ...at, severity: 'error', message: `The "storeURI" of cache "${cache.name}" is empty.` };
        continue;
      }
      const scheme = /^([a-zA-Z][\w+.-]*):/.exec(uri.value)?.[1];
      if (scheme ? schemes.includes(scheme) : uri.value.includes('/') || isStoreWord(uri.value) || isSample(uri.value))
        continue;
      const meant = scheme ? nearest(scheme, schemes) : undefined;
      yield {
        ...at,
        message: scheme
          ? `Nix knows no store of the scheme "${scheme}".${meant ? ` Did you mean "${meant}"?` : ''}`
          : 'This is no store that Nix knows: a scheme such as s3:// or https:// is missing.',
        fixes: meant
          ? [
              {
                title: `Change to "${meant}"`,
                edits: editor.replaceString(uri, meant + uri.value.slice(scheme?.length)),
              },
            ]
          : [],
      };
    }
  },
};

function isStoreWord(uri: string): boolean {
  return /^(?:auto|daemon|local)(?:\?|$)/.test(uri);
}

/** Left to the rule about placeholders. */
function isSample(uri: string): boolean {
  return /\.\.\.|\u2026|<[^<>]+>|REPLACE|YOUR|TODO/.test(uri);
}
