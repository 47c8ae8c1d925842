import type { Rule } from '../../../rules/rule.ts';
import type { AgentConfig } from '../model.ts';

export const encrypted: Rule<AgentConfig> = {
  code: 'agent-config/encrypted',
  severity: 'hint',
  summary: 'The values of the file are encrypted: they are not checked.',
  reason: 'A file that SOPS encrypted keeps its names in clear. Its values cannot be checked before it is decrypted.',
  examples: [
    {
      bad: '{ "baseDirectory": "ENC[AES256_GCM,data:c2FtcGxl,type:str]", "sops": { "mac": "ENC[AES256_GCM,data:c2FtcGxl,type:str]" } }\n',
      good: '{ "baseDirectory": "/var/lib/hercules-ci-agent" }\n',
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
