import type { Rule } from '../../../rules/rule.ts';
import type { DeploySpec } from '../model.ts';

export const encrypted: Rule<DeploySpec> = {
  code: 'deploy-spec/encrypted',
  severity: 'hint',
  summary: 'The values of the file are encrypted: they are not checked.',
  reason:
    'A file that SOPS encrypted keeps its names in clear. The paths in it cannot be checked before it is decrypted.',
  examples: [
    {
      bad: '{ "agents": { "web": "ENC[AES256_GCM,data:c2FtcGxl,type:str]" }, "sops": { "mac": "ENC[AES256_GCM,data:c2FtcGxl,type:str]" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
    },
  ],
  *check({ encrypted: isEncrypted, root }) {
    if (!isEncrypted || !root) return;
    yield {
      start: root.start,
      end: root.start + 1,
      message: 'The values of this file are encrypted: they are not checked.',
    };
  },
};
