import type { Agent } from '../../../protocol/src/agents.ts';
import type { Finding } from '../../../protocol/src/findings.ts';
import type { Knowledge } from '../../../protocol/src/knowledge.ts';
import type { DeployReport, DeployStep, Plan } from '../../../protocol/src/plan.ts';
import type { HostPool } from '../ssh/pool.ts';
import type { SshPrompts } from '../ssh/prompts.ts';

export interface DeployOptions {
  restart?: 'now' | 'idle' | 'never';
  ignoreFindings?: boolean;
  /** Reads the host and changes nothing on it. */
  dryRun?: boolean;
}

/** What a deployment needs from the face that started it. */
export interface DeployContext {
  pool: HostPool;
  knowledge: Knowledge;
  /** Absent where nobody can be asked. */
  ssh?: SshPrompts;
  /** Shows the plan with the findings of its files; `false` ends the deployment before anything is changed. */
  confirm(plan: Plan, findings: { path: string; finding: Finding }[]): Promise<boolean>;
  onStep(step: DeployStep): void;
  signal?: AbortSignal;
}

/**
 * Deploys one agent: files → findings → facts → plan → confirm → run → report.
 * A failure of the deployment itself is a report; only what kept it from starting is thrown.
 * @throws HostError when the machine cannot be reached, trusted or logged in to
 */
export declare function deploy(agent: Agent, options: DeployOptions, context: DeployContext): Promise<DeployReport>;
