import type { Agent } from '../../../protocol/src/agents.ts';
import type { OnlineFacts } from './online.ts';

/** What git says of a path. `outside` also where there is no git. */
export type GitState = 'tracked' | 'ignored' | 'untracked' | 'outside';

/** What is known of one path. A member that is not known (yet) is left out: rules are silent then. */
export interface FileFacts {
  kind?: 'file' | 'directory' | 'missing';
  /** Permission bits, such as 0o644; left out on Windows. */
  mode?: number;
  git?: GitState;
  /** Names in a directory. */
  entries?: readonly string[];
  /** Whether the path itself is a symbolic link; the other facts are of what it leads to, but for those of git. */
  isLink?: boolean;
  /** Where a symbolic link leads in the end, absolute. */
  realPath?: string;
}

/** What rules may know beyond the text: a snapshot, collected outside of typing. */
export interface Facts {
  /** `path` is absolute. */
  of(path: string): FileFacts;
  agents: readonly Agent[];
  /** What was asked for on command; absent where nothing was. */
  online?: OnlineFacts | undefined;
}

export const noFacts: Facts = { of: () => ({}), agents: [] };
