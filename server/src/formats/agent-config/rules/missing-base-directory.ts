import type { Rule } from '../../../rules/rule.ts';
import type { AgentConfig } from '../model.ts';

const usual = '/var/lib/hercules-ci-agent';

export const missingBaseDirectory: Rule<AgentConfig> = {
  code: 'agent-config/missing-base-directory',
  severity: 'error',
  summary: 'The configuration has a `baseDirectory`.',
  reason: 'It is the only option without a default: the agent does not start without it.',
  examples: [
    {
      bad: '{\n  "concurrentTasks": 4\n}\n',
      good: '{\n  "baseDirectory": "/var/lib/hercules-ci-agent",\n  "concurrentTasks": 4\n}\n',
    },
    {
      bad: 'concurrentTasks = 4\n',
      good: 'baseDirectory = "/var/lib/hercules-ci-agent"\nconcurrentTasks = 4\n',
      name: 'hercules-ci-agent.toml',
    },
  ],
  *check({ object, properties, editor }) {
    const node = properties.get('baseDirectory')?.value;
    if (!object || node?.type === 'string' || node?.type === 'unknown' || (!node && object.broken)) return;
    const { start, end } = node ?? { start: object.start, end: object.start + 1 };
    yield {
      start,
      end,
      message: `${node ? '"baseDirectory" is no string' : '"baseDirectory" is missing'}: the agent does not start.`,
      hostError: 'You need to specify "baseDirectory"',
      fixes: [
        {
          title: `Insert "baseDirectory": "${usual}"`,
          safe: true,
          edits: node
            ? editor.replaceValue(node, usual)
            : editor.insertProperty(object, 'baseDirectory', usual, 'first'),
        },
      ],
    };
  },
};
