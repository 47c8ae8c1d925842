/** One property of an agent in the inventory. */
export interface Field {
  name: string;
  type: 'string' | 'number' | 'strings by name';
  /** Markdown: what it means. */
  meaning: string;
}

/** What an agent of `nix-agents.json` may say. All of it may be left out. */
export const agentFields: readonly Field[] = [
  {
    name: 'kind',
    type: 'string',
    meaning:
      '`hercules-ci` or `cachix-deploy`. Where nothing says it: `cachix-deploy` for an agent with `spec`, `storePath`, `build` or `profile`, else `hercules-ci`.',
  },
  { name: 'host', type: 'string', meaning: 'An address, or an alias of your SSH configuration.' },
  { name: 'port', type: 'number', meaning: 'The port of its SSH server, where it differs from the SSH configuration.' },
  { name: 'user', type: 'string', meaning: 'Who logs in, where it differs from the SSH configuration.' },
  { name: 'unit', type: 'string', meaning: 'The unit that the agent runs as, such as `hercules-ci-agent.service`.' },
  { name: 'profile', type: 'string', meaning: 'The Nix profile that the agent activates, such as `system`.' },
  { name: 'spec', type: 'string', meaning: 'The deploy spec that names its store path, relative to this file.' },
  { name: 'storePath', type: 'string', meaning: 'The store path that is deployed.' },
  { name: 'build', type: 'string', meaning: 'An installable that is built to get the store path, such as `.#web`.' },
  {
    name: 'secrets',
    type: 'strings by name',
    meaning: 'Local files by their names on the host. Paths are relative to this file.',
  },
];

export const agentKinds = ['hercules-ci', 'cachix-deploy'] as const;
