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
