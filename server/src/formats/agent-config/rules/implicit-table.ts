import type { Rule } from '../../../rules/rule.ts';
import type { AgentConfig } from '../model.ts';

const parents: ReadonlySet<string> = new Set(['labels', 'effectMountables']);

export const implicitTable: Rule<AgentConfig> = {
  code: 'agent-config/implicit-table',
  severity: 'warning',
  summary: 'In TOML, a table within `labels` or `effectMountables` has the header of its parent before it.',
  reason: 'The agent drops `[labels.x]` without a word where there is no `[labels]`.',
  examples: [
    {
      bad: 'baseDirectory = "/var/lib/hercules-ci-agent"\n[labels.site]\nroom = "2"\n',
      good: 'baseDirectory = "/var/lib/hercules-ci-agent"\n[labels]\n[labels.site]\nroom = "2"\n',
      name: 'hercules-ci-agent.toml',
    },
  ],
  *check({ toml }, { document }) {
    const eol = document.text.includes('\r\n') ? '\r\n' : '\n';
    for (const { path, start, end } of toml?.headers ?? []) {
      const [parent = '', inner] = path;
      if (inner === undefined || !parents.has(parent)) continue;
      if (toml?.headers.some((header) => header.path.length === 1 && header.path[0] === parent)) continue;
      const first = toml?.headers.find((header) => header.path[0] === parent);
      if (first?.start !== start) continue;
      yield {
        start,
        end,
        message: `The agent drops this table: [${parent}] is missing before it.`,
        fixes: [{ title: `Insert [${parent}]`, safe: true, edits: [{ start, end: start, text: `[${parent}]${eol}` }] }],
      };
    }
  },
};
