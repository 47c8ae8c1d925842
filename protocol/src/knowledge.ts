import type { Agent } from './agents.ts';
import type { Finding } from './findings.ts';

/** The findings of a file in the content that is about to be deployed. */
export type CheckAnswer =
  | { state: 'checked'; findings: Finding[]; unsaved: boolean }
  /** The file on disk does not have the asked hash any more. */
  | { state: 'changed' }
  /** No format claims the file: there is nothing to say about it. */
  | { state: 'unclaimed'; unsaved: boolean };

export interface LocateQuestion {
  /** An agent's id. */
  agent: string;
  /** A line that the agent logged. */
  message: string;
  /** SHA-256 (hex) of the agent's files as they lie on the host, by the secret's name. */
  deployedSha256: Record<string, string>;
}

/** One file that may have caused a message. `path` is absolute. */
export type Located =
  /** The fault is still in the file. */
  | { state: 'present'; path: string; finding: Finding; unsaved: boolean }
  /** Gone in the editor, still on disk. */
  | { state: 'fixed-unsaved'; path: string }
  /** Gone on disk, but the host has the old file. */
  | { state: 'fixed-undeployed'; path: string }
  /** The host's file is not one that this workspace deployed. */
  | { state: 'foreign'; name: string };

/** The port through which machines and faces ask what the files say. */
export interface Knowledge {
  agents(): Promise<Agent[]>;
  /** `path` is absolute, `sha256` hex of the content that is meant. */
  check(path: string, sha256: string): Promise<CheckAnswer>;
  locate(question: LocateQuestion): Promise<Located[]>;
}
