import type { Rule } from '../../../rules/rule.ts';
import type { BinaryCaches } from '../model.ts';

export const encrypted: Rule<BinaryCaches> = {
  code: 'binary-caches/encrypted',
  severity: 'hint',
  summary: 'The values of the file are encrypted: only its structure is checked.',
  reason:
    'A file that SOPS encrypted keeps its names in clear. The keys and tokens in it cannot be checked before it is decrypted.',
  examples: [
    {
      bad: '{ "mycache": { "kind": "ENC[AES256_GCM,data:c2FtcGxl,type:str]", "publicKeys": [] }, "sops": { "mac": "ENC[AES256_GCM,data:c2FtcGxl,type:str]" } }\n',
      good: '{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n',
    },
  ],
  *check({ encrypted: isEncrypted, root }) {
    if (!isEncrypted || !root) return;
    yield {
      start: root.start,
      end: root.start + 1,
      message: 'The values of this file are encrypted: only its structure is checked.',
    };
  },
};
