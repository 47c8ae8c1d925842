import type { Finding, Severity } from '../../protocol/src/findings.ts';
import type { Knowledge } from '../../protocol/src/knowledge.ts';
import type { FormatId } from './formats/format.ts';

/** What came of looking at one file. `path` is absolute. */
export type FileReport =
  | { state: 'checked'; path: string; format: FormatId; text: string; findings: Finding[] }
  /** No format claims the file. */
  | { state: 'unclaimed'; path: string }
  /** `message` says why and what to do, and names the file. */
  | { state: 'unreadable'; path: string; message: string };

/** What a search through folders found: absolute paths, sorted. */
export interface SearchReport {
  files: string[];
  /** Folders and files that could not be read. */
  unreadable: { path: string; message: string }[];
}

export interface FixReport {
  text: string;
  /** Titles of the fixes that were applied. */
  applied: string[];
}

export type RuleLevel = Severity | 'off';

export interface ServiceOptions {
  /** Absolute paths of the workspace folders. */
  roots: readonly string[];
  /** By code. */
  rules?: Readonly<Record<string, RuleLevel>>;
}

/** What the files say: the engine behind the language server and the command line. */
export interface Service extends Knowledge {
  /**
   * The files of the catalogue: `paths` (absolute) that are files, as they are, and those below `paths` that are folders.
   * Folders that git ignores, `.git` and `node_modules` are passed over.
   */
  search(paths: readonly string[], signal?: AbortSignal): Promise<SearchReport>;
  /** Checks a file: its content on disk, or `text` as if it were. Findings are sorted by place. */
  report(path: string, text?: string): Promise<FileReport>;
  /** Applies every safe fix until none is left; writes nothing. `undefined` where the file cannot be read or is not claimed. */
  fixAll(path: string, text?: string): Promise<FixReport | undefined>;
}

export declare function createService(options: ServiceOptions): Service;
