import type { Rule } from '../../../rules/rule.ts';
import { describe } from '../../binary-caches/aeson.ts';
import type { AgentConfig } from '../model.ts';

export const syntax: Rule<AgentConfig> = {
  code: 'agent-config/syntax',
  severity: 'error',
  summary: 'A configuration in TOML is TOML, one in JSON an object.',
  reason: 'The agent does not start with a file that it cannot read.',
  examples: [
    {
      bad: 'baseDirectory = \n',
      good: 'baseDirectory = "/var/lib/hercules-ci-agent"\n',
      name: 'hercules-ci-agent.toml',
    },
    {
      bad: '[]\n',
      good: '{ "baseDirectory": "/var/lib/hercules-ci-agent" }\n',
    },
  ],
  *check({ toml, root }) {
    if (toml?.fault) yield { ...toml.fault, message: `This is not TOML: ${toml.fault.message}.` };
    if (root && root.type !== 'object' && root.type !== 'unknown') {
      yield {
        start: root.start,
        end: root.type === 'array' ? root.start + 1 : root.end,
        message: `The configuration must be an object, not ${describe(root)}.`,
      };
    }
  },
};
