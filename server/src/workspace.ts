import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Agent } from '../../protocol/src/agents.ts';
import type { Finding } from '../../protocol/src/findings.ts';
import { readAgents } from './agents/index.ts';
import { readDiscovered } from './discover/cache.ts';
import type { Discovered } from './discover/discover.ts';
import { claimedByName, mayBeClaimed } from './documents/classify.ts';
import type { Document } from './documents/document.ts';
import { type Candidates, notPassedOver, searchFolder } from './documents/search.ts';
import { createStore, type Store } from './documents/store.ts';
import { collectFacts } from './facts/collect.ts';
import type { Facts, FileFacts } from './facts/facts.ts';
import type { FormatId } from './formats/format.ts';
import { formatOf } from './formats/index.ts';
import type { OnlineOptions } from './online/check.ts';
import { createOnlineMemory, type OnlineOutcome } from './online/memory.ts';
import { checkDocument, type RuleLevel } from './rules/check.ts';
import type { CheckContext } from './rules/rule.ts';

/** The files, the facts and the agents of a set of folders, and what the rules say of them. */
export interface Workspace {
  store: Store;
  setRoots(roots: readonly string[]): void;
  roots(): readonly string[];
  /** Takes the agents that evaluating flakes found in the place of those that it found before. */
  setDiscovered(discovered: readonly Discovered[]): void;
  setRules(levels: Readonly<Record<string, RuleLevel>>): void;
  /** Reads every file of the workspace, once; later calls wait for the first. */
  load(): Promise<void>;
  /** Reads what is below folders, with the facts of it. */
  loadFolders(folders: readonly string[], signal?: AbortSignal): Promise<Candidates>;
  /** Reads the files that stand beside a file and may say something about the same agents. */
  loadBeside(path: string): Promise<void>;
  /** Looks at files again that changed on disk, and at what is known of them; `true` where a fact changed. */
  refresh(paths: readonly string[]): Promise<boolean>;
  /** Collects what rules ask about these documents and is not known yet; `true` where something was. */
  prepare(documents: readonly Document[]): Promise<boolean>;
  /** Whether nothing was collected about a document's own file yet. */
  isUnknown(document: Document): boolean;
  /** Collects all facts again; `true` where one changed. */
  refreshFacts(): Promise<boolean>;
  agents(): Agent[];
  /** Asks caches on command; what they answer is among the facts until the texts are others. */
  askOnline(options: OnlineOptions): Promise<OnlineOutcome>;
  context(document: Document): CheckContext;
  check(document: Document): Finding[];
}

export interface WorkspaceOptions {
  roots: readonly string[];
  rules?: Readonly<Record<string, RuleLevel>>;
  /** Told of a rule that failed, which is a fault of ours. */
  onRuleError?: (code: string, error: unknown) => void;
}

export function createWorkspace(options: WorkspaceOptions): Workspace {
  const store = createStore();
  const known = new Map<string, FileFacts>();
  const besides = new Set<string>();
  const online = createOnlineMemory();
  let roots = options.roots.map((root) => resolve(root));
  let levels = options.rules ?? {};
  let loading: Promise<void> | undefined;
  let discovered: readonly Discovered[] = [];
  let agentsMemory: { documents: readonly Document[]; agents: Agent[] } | undefined;

  const agents = (): Agent[] => {
    const documents = store.documents();
    if (agentsMemory?.documents === documents) return agentsMemory.agents;
    const found = roots.flatMap((root) => readAgents(root, documents, discovered));
    agentsMemory = { documents, agents: found };
    store.setHints(hintsOf(found));
    return found;
  };

  const setDiscovered = (next: readonly Discovered[]): void => {
    discovered = next;
    agentsMemory = undefined;
  };

  /** What was discovered in an earlier session, where the flakes are still the same. */
  const remember = async (): Promise<void> => {
    const before = await Promise.all(roots.map(readDiscovered));
    const found = before.filter((flake) => flake !== undefined);
    if (discovered.length === 0 && found.length > 0) setDiscovered(found);
  };

  const facts: Facts = {
    of: (path) => known.get(path) ?? {},
    get agents() {
      return agents();
    },
    get online() {
      return online.facts;
    },
  };

  const asked = (document: Document): string[] => [
    document.path,
    ...(document.flaw ? [] : (formatOf(document.format)?.asksFor?.(document.model, document.path) ?? [])),
  ];

  const collect = async (paths: readonly string[]): Promise<boolean> => {
    let changed = false;
    for (const [path, found] of await collectFacts(paths)) {
      changed ||= JSON.stringify(known.get(path)) !== JSON.stringify(found);
      known.set(path, found);
    }
    return changed;
  };

  const prepare = async (documents: readonly Document[]): Promise<boolean> => {
    const dropped = online.dropStale(store.current);
    const missing = [...new Set(documents.flatMap(asked))].filter((path) => !known.has(path));
    if (missing.length > 0) await collect(missing);
    return dropped || missing.length > 0;
  };

  /** Files that agents name as their secrets are ours, whatever they are called. */
  const readNamed = async (): Promise<void> => {
    const named = [...hintsOf(agents()).keys()].filter((path) => !store.current(path));
    await Promise.all(named.map(store.read));
  };

  const loadFolders = async (folders: readonly string[], signal?: AbortSignal): Promise<Candidates> => {
    const found: Candidates = { files: [], unreadable: [] };
    for (const folder of folders) {
      const candidates = await searchFolder(folder, signal);
      found.files.push(...candidates.files);
      found.unreadable.push(...candidates.unreadable);
    }
    await inBatches(found.files, async (path) => {
      const source = await store.read(path);
      // A large or locked file of a common name is none of ours as far as anybody knows.
      if (source.state === 'unreadable' && claimedByName(path))
        found.unreadable.push({ path, message: source.message });
    });
    await readNamed();
    await prepare(store.documents());
    return found;
  };

  const context = (document: Document): CheckContext => ({
    document,
    documents: store.documents(),
    facts,
    now: Date.now(),
  });

  return {
    store,
    setRoots: (next) => {
      roots = next.map((root) => resolve(root));
      store.clear();
      known.clear();
      besides.clear();
      online.clear();
      agentsMemory = undefined;
      loading = undefined;
    },
    roots: () => roots,
    setDiscovered,
    setRules: (next) => {
      levels = next;
    },
    load: () => {
      loading ??= Promise.all([loadFolders(roots), remember()]).then(() => undefined);
      return loading;
    },
    loadFolders,
    loadBeside: async (path) => {
      const folder = dirname(path);
      if (loading && roots.some((root) => isInside(root, folder))) return loading;
      if (besides.has(folder)) return;
      besides.add(folder);
      const names = await readdir(folder).catch(() => []);
      await inBatches(names.map((name) => join(folder, name)).filter(mayBeClaimed), store.read);
      await readNamed();
    },
    refresh: async (paths) => {
      const searched = await notPassedOver(
        paths.filter((path) => !store.source(path) && mayBeClaimed(path)),
        roots,
      );
      const looked = [...paths.filter((path) => store.source(path)), ...searched];
      await inBatches(looked, store.read);
      const changed = await collect(paths.filter((path) => known.has(path) || store.current(path)));
      await readNamed();
      const learnt = await prepare(store.documents());
      return changed || learnt;
    },
    prepare,
    isUnknown: (document) => !known.has(document.path),
    refreshFacts: () => collect([...known.keys()]),
    agents,
    askOnline: (options) => online.ask(store.documents(), options),
    context,
    check: (document) => {
      const format = formatOf(document.format);
      return format ? checkDocument(format, context(document), levels, options.onRuleError) : [];
    },
  };
}

/** The formats of files by the names under which agents get them. */
function hintsOf(agents: readonly Agent[]): Map<string, FormatId> {
  const hints = new Map<string, FormatId>();
  for (const { workspace, secrets } of agents) {
    for (const { name, source } of secrets) {
      const format = claimedByName(name) ?? (basename(name) === 'secrets.json' ? 'secrets' : undefined);
      if (format) hints.set(resolve(workspace, source), format);
    }
  }
  return hints;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/** So many files are open at once at most. */
const batch = 32;

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < items.length; start += batch)
    await Promise.all(items.slice(start, start + batch).map(work));
}
