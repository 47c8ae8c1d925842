import type { Rule } from '../../../rules/rule.ts';
import type { BinaryCaches } from '../model.ts';

export const empty: Rule<BinaryCaches> = {
  code: 'binary-caches/empty',
  severity: 'info',
  summary: 'No cache is configured.',
  reason:
    'The agent starts with `{}` and logs a warning. A single agent works without a cache, but builds take longer after each garbage collection, and several agents cannot share their results.',
  examples: [
    {
      bad: '{}\n',
      good: '{\n  "mycache": {\n    "kind": "CachixCache",\n    "publicKeys": ["<<public mycache.cachix.org-1>>"],\n    "authToken": "<<jwt {}>>"\n  }\n}\n',
    },
  ],
  *check({ root, editor }) {
    if (root?.type !== 'object' || root.properties.length > 0 || root.broken) return;
    yield {
      start: root.start,
      end: root.end,
      message: 'No cache is configured: the agent starts, but several agents cannot share what they build.',
      hostError: 'You did not configure any caches.',
      fixes: [
        {
          title: 'Insert a Cachix cache',
          edits: editor.insertProperty(root, 'mycache', { kind: 'CachixCache', publicKeys: [''], authToken: '' }),
        },
      ],
    };
  },
};
