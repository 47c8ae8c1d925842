import type { ExitStatus } from './exit.ts';
import type { Terminal } from './terminal.ts';

export interface OptionSpec {
  type: 'string' | 'boolean';
  short?: string;
  multiple?: boolean;
  /** What stands for its value in the usage, such as `FILE`. */
  value?: string;
  /** One line for the help. */
  help: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The values of options as they were given. */
export interface Given {
  flag(name: string): boolean;
  text(name: string): string | undefined;
  texts(name: string): string[];
}

export interface Invocation {
  operands: string[];
  given: Given;
  terminal: Terminal;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** The operands as the usage shows them, such as `AGENT…`. */
  operands: string;
  /** Fewest operands. */
  least?: number;
  /** Most operands; absent: any number. */
  most?: number;
  options: OptionSpecs;
  /** Goes on when nobody reads its output any more. */
  outlivesReader?: boolean;
  examples: readonly { does: string; command: string }[];
  run(invocation: Invocation): Promise<ExitStatus>;
}

export const commonOptions: OptionSpecs = {
  verbose: { type: 'boolean', help: 'say more: causes of errors, and what was run on hosts' },
  version: { type: 'boolean', help: 'print the version' },
  help: { type: 'boolean', short: 'h', help: 'print this help' },
};

export const workspaceOptions: OptionSpecs = {
  workspace: { type: 'string', value: 'DIR', help: 'folder of the files that define the agents (default: .)' },
};

export const jsonOptions: OptionSpecs = {
  json: { type: 'boolean', help: 'print JSON' },
};

export const hostOptions: OptionSpecs = {
  'ssh-config': { type: 'string', value: 'FILE', help: 'SSH configuration, as ssh -F' },
  'known-hosts': { type: 'string', value: 'FILE', help: "host keys, in place of the user's and the system's" },
  identity: { type: 'string', value: 'FILE', help: 'log in with this key and no other' },
  'accept-new-host-key': { type: 'boolean', help: 'trust the key of a host that is not known yet' },
};
