import type { Rule } from '../../../rules/rule.ts';
import type { AgentConfig } from '../model.ts';

export const concurrentTasks: Rule<AgentConfig> = {
  code: 'agent-config/concurrent-tasks',
  severity: 'error',
  summary: '`concurrentTasks` is at least 1, better 2.',
  reason:
    'The agent does not start with less than 1. With 1, a build that waits for an evaluation on the same agent may wait for ever.',
  examples: [
    {
      bad: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "concurrentTasks": 0 }\n',
      good: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "concurrentTasks": "auto" }\n',
    },
    {
      bad: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "concurrentTasks": 1 }\n',
      good: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "concurrentTasks": 4 }\n',
    },
  ],
  *check({ properties, editor }) {
    const node = properties.get('concurrentTasks')?.value;
    if (node?.type !== 'number' || !Number.isInteger(node.value) || node.value > 1) return;
    const fatal = node.value < 1;
    yield {
      start: node.start,
      end: node.end,
      severity: fatal ? 'error' : 'info',
      message: fatal
        ? 'concurrentTasks must be at least 1: the agent does not start.'
        : 'With one task at a time, imports from derivations may wait for each other for ever.',
      ...(fatal && { hostError: 'concurrentTasks must be at least 1' }),
      fixes: [{ title: 'Write "auto"', edits: editor.replaceValue(node, 'auto') }],
    };
  },
};
