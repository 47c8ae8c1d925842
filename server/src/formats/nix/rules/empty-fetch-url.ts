import { nixString } from '../../../nix/editor.ts';
import { select } from '../../../nix/value.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { NixFile } from '../model.ts';

/** What Hercules CI's own guide fetches. */
const agentSources: Readonly<Record<string, string>> = {
  fetchTarball: 'https://github.com/hercules-ci/hercules-ci-agent/archive/stable.tar.gz',
  fetchGit: 'https://github.com/hercules-ci/hercules-ci-agent',
};

export const emptyFetchUrl: Rule<NixFile> = {
  code: 'nix/empty-fetch-url',
  severity: 'warning',
  summary: '`fetchTarball` and `fetchGit` are given an address.',
  reason:
    'The guide to deploying with NixOps lost its links: pasted, it fetches from an empty address, and the evaluation ends there.',
  examples: [
    {
      bad: 'let\n  hercules-ci-agent =\n      builtins.fetchTarball "";\nin\n{ network.description = "Hercules CI agents"; }\n',
      good: 'let\n  hercules-ci-agent =\n      builtins.fetchTarball "https://github.com/hercules-ci/hercules-ci-agent/archive/stable.tar.gz";\nin\n{ network.description = "Hercules CI agents"; }\n',
    },
    {
      bad: '{ network = { }; agents = builtins.fetchGit { url = ""; ref = "stable"; }; }\n',
      good: '{ network = { }; agents = builtins.fetchGit { url = "https://github.com/hercules-ci/hercules-ci-agent"; ref = "stable"; }; }\n',
    },
  ],
  *check({ calls }) {
    for (const { name, argument } of calls) {
      const url = argument.type === 'set' ? select(argument, 'url') : argument;
      if (url?.type !== 'string' || url.value.trim() !== '') continue;
      const { from: start, to: end } = url.node;
      const meant = agentSources[name];
      yield {
        start,
        end,
        message: `${name} is given no address: nothing can be fetched.`,
        fixes: meant
          ? [{ title: `Fetch the agent from ${meant}`, edits: [{ start, end, text: nixString(meant) }] }]
          : [],
      };
    }
  },
};
