import type { Service } from './agents.ts';
import type { FileFinding } from './findings.ts';

/** A secret file in a plan. Never its content. */
export interface PlannedFile {
  name: string;
  /** Absolute path here. */
  source: string;
  sha256: string;
  /** Bytes. */
  size: number;
  /** Absolute path on the host. */
  destination: string;
  owner: string;
  group: string;
  /** Permission bits, such as 0o600. */
  mode: number;
  /** Folder on the host that lies on the destination's file system and exists: contents are prepared inside it. */
  prepareIn: string;
  change: 'create' | 'replace' | 'attributes' | 'none';
}

/** What the plan was made from; a run verifies it again on the host before its first write. */
export interface PlanFacts {
  bootId: string;
  /** SHA-256 (hex) of the file at each destination, `null` where there is none. After recovery, where the plan recovers. */
  sha256: Record<string, string | null>;
}

/** How one agent is deployed: data that the confirmation, the run, the report and the tests all read. */
export interface Plan {
  agent: string;
  name: string;
  /** The machine as a person names it: `root@203.0.113.10`, with `:port` where it is not 22. */
  machine: string;
  service: Service;
  /** The steps that the host runs, in order. */
  steps: string[];
  files: PlannedFile[];
  restart: { when: 'now' | 'idle' | 'never'; reason: string };
  /** The agent's own check of the new files, before any is replaced; absent where the host has none. */
  configurationCheck?: { command: string[] };
  /** `.path` units that watch the files and would restart the agent a second time: stopped meanwhile. */
  watchers: string[];
  /** An earlier deployment was interrupted, by a power cut for one: the host undoes it before all else. */
  recovers: boolean;
  health: { message: string; timeoutSeconds: number };
  facts: PlanFacts;
  /** Sentences that the person should read before agreeing. */
  notes: string[];
}

export type StepState = 'running' | 'done' | 'failed' | 'skipped' | 'undone';

/** One line of a deployment's progress. */
export interface DeployStep {
  agent: string;
  step: string;
  state: StepState;
  detail?: string;
  ms?: number;
}

export type DeployResult = 'deployed' | 'unchanged' | 'failed' | 'rolled-back' | 'planned';

/** How a deployment ended. `next` says what to do about it. */
export interface DeployReport {
  agent: string;
  machine?: string;
  result: DeployResult;
  /** One sentence for a person. */
  summary: string;
  next?: string;
  plan?: Plan;
  steps: DeployStep[];
  /** Journal lines around the failing step. */
  journal: string[];
  /** The errors of its files that kept it from going on. */
  findings?: FileFinding[];
}
