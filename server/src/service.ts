import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Finding } from '../../protocol/src/findings.ts';
import type { Knowledge } from '../../protocol/src/knowledge.ts';
import type { Document } from './documents/document.ts';
import { reasonOf } from './documents/source.ts';
import type { FormatId } from './formats/format.ts';
import { createLocator } from './locate.ts';
import type { OnlineOptions } from './online/check.ts';
import type { OnlineOutcome } from './online/memory.ts';
import type { RuleLevel } from './rules/check.ts';
import { applySafeFixes } from './rules/fix.ts';
import { createWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';

export type { RuleLevel } from './rules/check.ts';

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

export interface ServiceOptions {
  /** Absolute paths of the workspace folders. */
  roots: readonly string[];
  /** By code. */
  rules?: Readonly<Record<string, RuleLevel>>;
}

/** What the files say: the engine behind the language server and the command line. */
export interface Service extends Knowledge {
  /** Remembers what the files on disk make a host print, for {@link Knowledge.locate}. */
  observe(): void;
  /**
   * The files of the catalogue: `paths` (absolute) that are files, as they are, and those below `paths` that are folders.
   * Folders that git ignores, `.git` and `node_modules` are passed over.
   */
  search(paths: readonly string[], signal?: AbortSignal): Promise<SearchReport>;
  /** Checks a file: its content on disk, or `text` as if it were. Findings are sorted by place. */
  report(path: string, text?: string): Promise<FileReport>;
  /** Asks caches about the files; {@link report} tells afterwards what they answered. Their `files` are read for it. */
  askOnline(options: OnlineOptions): Promise<OnlineOutcome>;
  /** Applies every safe fix until none is left; writes nothing. `undefined` where the file cannot be read or is not claimed. */
  fixAll(path: string, text?: string): Promise<FixReport | undefined>;
}

export function createService(options: ServiceOptions): Service {
  return serviceOf(createWorkspace(options satisfies WorkspaceOptions));
}

/** More passes than any text needs: each fix leaves less to fix. */
const mostPasses = 50;

/** The service over a workspace that somebody else keeps as well. */
export function serviceOf(workspace: Workspace): Service {
  const { store } = workspace;
  const locator = createLocator(workspace);

  const lookAt = async (path: string, text: string | undefined): Promise<Document | FileReport> => {
    if (text === undefined) {
      const source = await store.read(path);
      if (source.state === 'missing') return { state: 'unreadable', path, message: `${path} does not exist.` };
      if (source.state === 'unreadable') return { state: 'unreadable', path, message: source.message };
    }
    await workspace.loadBeside(path);
    const document = text === undefined ? store.onDisk(path) : store.parse(path, text);
    if (!document) return { state: 'unclaimed', path };
    await workspace.prepare([document]);
    return document;
  };

  return {
    search: async (paths, signal) => {
      const files: string[] = [];
      const folders: string[] = [];
      const unreadable: SearchReport['unreadable'] = [];
      for (const path of paths.map((each) => resolve(each))) {
        try {
          ((await stat(path)).isDirectory() ? folders : files).push(path);
        } catch (error) {
          unreadable.push({ path, message: `${path} could not be read: ${reasonOf(error)}.` });
        }
      }
      const found = await workspace.loadFolders(folders, signal);
      const claimed = found.files.filter((path) => store.onDisk(path));
      return {
        files: [...new Set([...files, ...claimed])].sort(),
        unreadable: [...unreadable, ...found.unreadable.filter(({ path }) => !files.includes(path))],
      };
    },

    report: async (given, text) => {
      const path = resolve(given);
      const document = await lookAt(path, text);
      if ('state' in document) return document;
      const { format } = document;
      return { state: 'checked', path, format, text: document.text, findings: workspace.check(document) };
    },

    askOnline: async (options) => {
      for (const path of options.files ?? []) {
        await workspace.loadBeside(path);
        await store.read(path);
      }
      return workspace.askOnline(options);
    },

    fixAll: async (given, text) => {
      const path = resolve(given);
      const document = await lookAt(path, text);
      if ('state' in document || document.flaw) return undefined;
      let current: Document = document;
      const applied: string[] = [];
      for (let pass = 0; pass < mostPasses; pass++) {
        const fixed = applySafeFixes(current.text, current.lines, workspace.check(current));
        const next = fixed.applied.length > 0 ? store.parse(path, fixed.text) : undefined;
        if (!next || fixed.text === current.text) break;
        applied.push(...fixed.applied);
        current = next;
      }
      return { text: current.text, applied };
    },

    agents: async () => {
      await workspace.load();
      return workspace.agents();
    },
    ...locator,
  };
}
