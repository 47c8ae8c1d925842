import type { Document } from '../documents/document.ts';
import type { OnlineFacts } from '../facts/online.ts';
import { checkOnline, type OnlineAnswers, type OnlineOptions, onlineFacts } from './check.ts';

/** What was asked for on command, kept for as long as the texts are those that it was asked for. */
export interface OnlineMemory {
  readonly facts: OnlineFacts | undefined;
  ask(documents: readonly Document[], options: OnlineOptions): Promise<OnlineOutcome>;
  /** Drops what followed from a text that is another now; `true` where something was. */
  dropStale(current: (path: string) => Document | undefined): boolean;
  clear(): void;
}

export interface OnlineOutcome {
  /** How many store paths and how many caches an answer was had for. */
  paths: number;
  caches: number;
  /** Sentences for people about what is never asked from here. */
  notes: readonly string[];
  /** The same about what should have answered and did not. */
  failures: readonly string[];
}

export function createOnlineMemory(): OnlineMemory {
  let answers: Omit<OnlineAnswers, 'notes' | 'failures'> | undefined;
  let facts: OnlineFacts | undefined;
  const keep = (next: typeof answers): void => {
    answers = next;
    facts = next && onlineFacts(next);
  };
  return {
    get facts() {
      return facts;
    },
    ask: async (documents, options) => {
      const { paths, credentials, notes, failures, documents: said } = await checkOnline(documents, options);
      keep({
        paths: options.question === 'credentials' ? (answers?.paths ?? paths) : paths,
        credentials: new Map([...(answers?.credentials ?? []), ...credentials]),
        documents: options.question === 'credentials' ? (answers?.documents ?? said) : said,
      });
      return { paths: paths.size, caches: credentials.size, notes, failures };
    },
    dropStale: (current) => {
      if (!answers || answers.paths.size === 0) return false;
      if (answers.documents.every((document) => current(document.path) === document)) return false;
      keep({ ...answers, paths: new Map() });
      return true;
    },
    clear: () => keep(undefined),
  };
}
