import type { Rule } from '../../../rules/rule.ts';
import type { Secrets } from '../model.ts';

export const encrypted: Rule<Secrets> = {
  code: 'secrets/encrypted',
  severity: 'hint',
  summary: 'The values of the file are encrypted: only its structure is checked.',
  reason:
    'A file that SOPS encrypted keeps its names in clear. What it grants cannot be checked before it is decrypted.',
  examples: [
    {
      bad: '{ "deploy": { "kind": "ENC[AES256_GCM,data:c2FtcGxl,type:str]", "data": {} }, "sops": { "mac": "ENC[AES256_GCM,data:c2FtcGxl,type:str]" } }\n',
      good: '{ "deploy": { "kind": "Secret", "data": { "token": "x" }, "condition": { "and": [{ "isOwner": "mycompany" }, { "isRepo": "infra" }, "isDefaultBranch"] } } }\n',
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
