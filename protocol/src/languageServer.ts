/** Methods of this project's own beside the language server protocol; a client needs none of them. */
export const methods = {
  /** request: `null` → `Agent[]` */
  agents: 'nixAgents/agents',
  /** request: `{path, sha256}` → `CheckAnswer` */
  check: 'nixAgents/check',
  /** request: `LocateQuestion` → `Located[]` */
  locate: 'nixAgents/locate',
  /** notification without parameters: the answer of `agents` may have changed */
  agentsChanged: 'nixAgents/agentsChanged',
} as const;

export interface InitializationOptions {
  /** `false` where the client's own JSON service reports syntax errors. Default `true`. */
  reportSyntaxErrors?: boolean;
  /** Whether the client has the commands of the lenses on agents: `lensCommands`. Default `false`. */
  agentLenses?: boolean;
  /** Whether the client has the command that turns a rule off in its settings: `disableRuleCommand`. Default `false`. */
  disablesRules?: boolean;
}

/** Turns a rule off in the client's settings; its argument is the rule's code. */
export const disableRuleCommand = 'nixAgents.disableRule';

/** A command of the server: checks what a file that SOPS encrypted holds; its argument is the file's URI. */
export const checkDecryptedCommand = 'nixAgents.server.checkDecrypted';

/** A command of the server: evaluates the flakes of the workspace with Nix, and so is for workspaces that are trusted. */
export const discoverCommand = 'nixAgents.server.discover';

/** What the lenses on an agent do; each command is given `{ kind: 'agent', agent: Agent }`. */
export const lensCommands = [
  { title: 'Deploy', command: 'nixAgents.deploy' },
  { title: 'Logs', command: 'nixAgents.showLogs' },
] as const;

/** A command of the server (`workspace/executeCommand`): asks caches and Cachix; its argument is an `OnlineRequest`. */
export const checkOnlineCommand = 'nixAgents.server.checkOnline';

/** The client's command around it, which the lenses on caches run with the same argument. */
export const askCachesCommand = 'nixAgents.checkOnline';

export interface OnlineRequest {
  /** Where deployed paths are, or whether keys and tokens are right; absent: both. */
  question?: 'paths' | 'credentials';
  /** URI of the file that it is asked about; absent: all files. */
  file?: string;
  /** Name of the one cache whose credentials are tested; absent: all. */
  cache?: string;
  /** Also puts the key that Cachix publishes for `cache` into `file`, where it has a wrong one or none. */
  fetchKey?: boolean;
}

/** Names that the language server looks at: what a client watches and selects. `*.nix` is read for its content. */
export const watchedGlobs = [
  '**/*.nix',
  '**/binary-caches.json',
  '**/*.binary-caches.json',
  '**/secrets.json',
  '**/*.secrets.json',
  '**/hercules-ci-agent*.{json,toml}',
  '**/agent.{json,toml}',
  '**/cachix-deploy*.json',
  '**/*.deploy-spec.json',
  '**/deploy.json',
  '**/deploy-*.json',
  '**/cluster-join-token.key',
  '**/cachix-agent.token',
  '**/nix-agents.json',
] as const;
