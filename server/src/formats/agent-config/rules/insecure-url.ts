import type { Rule } from '../../../rules/rule.ts';
import type { AgentConfig } from '../model.ts';

export const insecureUrl: Rule<AgentConfig> = {
  code: 'agent-config/insecure-url',
  severity: 'warning',
  summary: 'The agent speaks to Hercules CI over https.',
  reason: 'Over http the join token and all that the agent gets can be read and changed on the way.',
  examples: [
    {
      bad: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "apiBaseUrl": "http://ci.example.org" }\n',
      good: '{ "baseDirectory": "/var/lib/hercules-ci-agent", "apiBaseUrl": "https://ci.example.org" }\n',
    },
  ],
  *check({ properties, editor }) {
    const node = properties.get('apiBaseUrl')?.value;
    if (node?.type !== 'string') return;
    const host = /^http:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:]+)/i.exec(node.value)?.[1];
    if (host === undefined || /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(host)) return;
    yield {
      start: node.start,
      end: node.end,
      message: `The join token is sent to ${host} in clear: use https.`,
      fixes: [{ title: 'Use https', edits: editor.replaceString(node, node.value.replace(/^http:/i, 'https:')) }],
    };
  },
};
