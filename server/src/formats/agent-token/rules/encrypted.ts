import type { Rule } from '../../../rules/rule.ts';
import type { AgentToken } from '../model.ts';

export const encrypted: Rule<AgentToken> = {
  code: 'agent-token/encrypted',
  severity: 'hint',
  summary: 'The file is encrypted: it is not checked.',
  reason: 'A file that SOPS encrypted cannot be checked before it is decrypted.',
  examples: [
    {
      bad: '{ "data": "ENC[AES256_GCM,data:c2FtcGxl,type:str]", "sops": { "mac": "ENC[AES256_GCM,data:c2FtcGxl,type:str]" } }\n',
      good: 'CACHIX_AGENT_TOKEN=<<jwt {}>>\n',
    },
  ],
  *check({ encrypted: isEncrypted }) {
    if (isEncrypted) yield { start: 0, end: 1, message: 'This file is encrypted: it is not checked.' };
  },
};
