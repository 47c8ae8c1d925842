import type { Agent } from '../../../protocol/src/agents.ts';

/** A file of a workspace that may define agents. Unchanged files should keep their object: what is read from one is remembered with it. */
export interface AgentSource {
  /** Relative to the workspace, with `/`. */
  path: string;
  format: 'inventory' | 'nix' | 'deploy-spec';
  text: string;
}

/**
 * The agents that the files of one workspace folder define, merged per group and sorted by id.
 * Files of other formats need not be given. Never throws: what cannot be read defines nothing.
 * @param workspace absolute path of the workspace folder
 */
export function readAgents(_workspace: string, _sources: Iterable<AgentSource>): Agent[] {
  return [];
}
