/** A kind of agent that this project knows. */
export type AgentKind = 'hercules-ci' | 'cachix-deploy';

/** The service that an agent runs as on its machine. `name` is a unit name such as `hercules-ci-agent.service`. */
export interface Service {
  manager: 'systemd' | 'systemd-user' | 'launchd';
  name: string;
}

/** A place in a file of the workspace: `path` relative to the workspace, with `/`; `line` counts from 1. */
export interface Place {
  path: string;
  line: number;
}

/** Who said a field, in falling order of precedence. */
export type Origin = 'inventory' | 'evaluated' | 'nix' | 'deploy-spec';

/** Where the value of one field of an agent comes from. */
export interface Provenance extends Place {
  origin: Origin;
}

/** A secret file that is deployed to an agent's machine. */
export interface SecretFile {
  /** Name on the host, such as `binary-caches.json`. */
  name: string;
  /** The local file, relative to the workspace, with `/`. */
  source: string;
  /** Absolute path on the host, where something declares it. */
  destination?: string;
}

/**
 * An agent as the files of a workspace describe it: what is written and no defaults.
 * Its id is `<kind>:<group>/<name>`, or `<kind>:<name>` in the workspace's own folder.
 */
export interface Agent {
  id: string;
  name: string;
  /** Folder of the files that define it, relative to the workspace, with `/`; `''` for the workspace itself. */
  group: string;
  kind: AgentKind;
  /** Absolute path of the workspace folder that `group` and every `path` here are relative to. */
  workspace: string;
  /** An address or an alias of the SSH configuration. */
  host?: string;
  port?: number;
  user?: string;
  service?: Service;
  /** A Nix profile by name, such as `system`. */
  profile?: string;
  storePath?: string;
  /** An installable that is built to get the store path. */
  build?: string;
  /** The deploy spec that names the store path, relative to the workspace. */
  spec?: string;
  secrets: SecretFile[];
  definedAt: Place[];
  /** By field name; a secret's by `secrets.<name>`. */
  provenance: Record<string, Provenance>;
}

/** What a look at the host says of an agent. */
export type AgentState =
  | 'healthy'
  | 'starting'
  | 'failing'
  | 'stopped'
  | 'not-installed'
  | 'unreachable'
  | 'untrusted'
  | 'no-address'
  | 'unknown';

export interface AgentStatus {
  id: string;
  name: string;
  state: AgentState;
  /** ISO 8601. */
  since?: string;
  /** One sentence for a person: what is wrong and what to do next. */
  detail?: string;
}
