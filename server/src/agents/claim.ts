import type { Agent, AgentKind, Origin, Place, SecretFile } from '../../../protocol/src/agents.ts';

/** The fields of an agent that a file may give. */
export type Fields = Pick<Agent, 'host' | 'port' | 'user' | 'service' | 'profile' | 'storePath' | 'build' | 'spec'>;

/** A value and where it is written. */
export type Placed<Values> = { [Field in keyof Values]: { value: NonNullable<Values[Field]>; place: Place } };

export type Address = Pick<Fields, 'host' | 'port' | 'user'>;

/** What one file says of one agent. Its address is said of its machine, see {@link MachineClaim}. */
export interface AgentClaim {
  origin: Origin;
  /** Left out where the file does not say it. */
  kind?: AgentKind;
  name: string;
  machine: string;
  place: Place;
  fields: Partial<Placed<Omit<Fields, keyof Address>>>;
  secrets: { file: SecretFile; place: Place }[];
  /** Where files are on the host, absolute, by their names: also of those whose source another file gives. */
  destinations?: Record<string, string>;
}

/** What one file says of how a machine is reached. */
export interface MachineClaim {
  origin: Origin;
  machine: string;
  place: Place;
  address: Partial<Placed<Address>>;
}

/** Everything that one file says of agents and their machines. */
export interface Claims {
  agents: AgentClaim[];
  machines: MachineClaim[];
}

export const noClaims: Claims = { agents: [], machines: [] };
