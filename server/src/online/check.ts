import type { Document } from '../documents/document.ts';
import type { CredentialsAnswer, OnlineFacts, PathAnswer } from '../facts/online.ts';
import { formatOf } from '../formats/index.ts';
import { storePathFault } from '../store/path.ts';
import { cachixHost, readOnlineCaches } from './caches.ts';
import { askForCredentials } from './credentials.ts';
import { askForPaths } from './paths.ts';
import type { ProxySettings } from './proxy.ts';

/** What is asked: where paths are, whether keys and tokens are right, or both. */
export type OnlineQuestion = 'paths' | 'credentials' | 'all';

export interface OnlineOptions {
  question: OnlineQuestion;
  /** Absolute paths of the files whose paths and caches are asked about; absent: all. The caches of all files are used. */
  files?: ReadonlySet<string>;
  /** Name of the one cache whose credentials are tested; absent: all. */
  cache?: string;
  signal: AbortSignal;
  proxy?: ProxySettings;
  /** Where Cachix is; absent: as the environment says, or else the service of that name. */
  host?: string;
}

/** What came of it, for those who check documents afterwards. */
export interface OnlineAnswers {
  /** By store path. */
  paths: ReadonlyMap<string, PathAnswer>;
  /** By {@link credentialsKey}. */
  credentials: ReadonlyMap<string, CredentialsAnswer>;
  /** What the answers for paths follow from. */
  documents: readonly Document[];
  /** Sentences for people about what is never asked from here. */
  notes: readonly string[];
  /** The same about what should have answered and did not. */
  failures: readonly string[];
}

/** Asks the caches of the workspace about what `documents` deploy, and Cachix about its caches. */
export async function checkOnline(documents: readonly Document[], options: OnlineOptions): Promise<OnlineAnswers> {
  const { question, files, cache, signal } = options;
  const host = options.host ?? process.env.NIX_AGENTS_CACHIX_HOST ?? cachixHost;
  const meant = documents.filter(({ path }) => !files || files.has(path));
  const all = readOnlineCaches(documents, host);
  // Nothing of the network is loaded before somebody asks: it would slow down each start.
  const { createAsker } = await import('./ask.ts');
  const asker = createAsker({ ...(options.proxy && { proxy: options.proxy }) });
  try {
    const paths = question === 'credentials' ? [] : deployedPaths(meant);
    const named = question === 'paths' ? [] : readOnlineCaches(meant, host).caches;
    const tested = named.filter(({ name }) => cache === undefined || name === cache);
    const found = await askForPaths(paths, all, asker, signal);
    const credentials = await askForCredentials(tested, host, asker, signal);
    return {
      paths: found.answers,
      credentials: new Map(credentials.answers.map((one) => [credentialsKey(one.cache, one.token), one.answer])),
      documents: all.documents,
      notes: [...all.notes, ...withoutCaches(paths, all.caches.length)],
      failures: [...found.failures, ...credentials.failures],
    };
  } finally {
    asker.close();
  }
}

/** Reads answers as rules do. */
export function onlineFacts({ paths, credentials }: Pick<OnlineAnswers, 'paths' | 'credentials'>): OnlineFacts {
  return {
    path: (storePath) => paths.get(storePath),
    credentials: (cache, token) => credentials.get(credentialsKey(cache, token)),
  };
}

function credentialsKey(cache: string, token: string | undefined): string {
  return JSON.stringify([cache, token]);
}

function deployedPaths(documents: readonly Document[]): string[] {
  const values = documents.flatMap(({ format, flaw, model }) =>
    flaw ? [] : (formatOf(format)?.deploys?.(model) ?? []).map(({ value }) => value),
  );
  return [...new Set(values)].filter((value) => !storePathFault(value));
}

function withoutCaches(paths: readonly string[], caches: number): string[] {
  if (paths.length === 0 || caches > 0) return [];
  return ['No cache in these files can be asked for paths: binary-caches.json says which caches there are.'];
}
