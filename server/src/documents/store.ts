import type { FormatId } from '../formats/format.ts';
import { formatOf } from '../formats/index.ts';
import { classify } from './classify.ts';
import { type Document, parseDocument } from './document.ts';
import { readSource, type Source } from './source.ts';

/** The files of a workspace as they are on disk and in the editor, each parsed once for each content. */
export interface Store {
  /** The text in the editor from now on; the format that it gets stays until it is closed. */
  edit(path: string, text: string): void;
  close(path: string): void;
  isOpen(path: string): boolean;
  /** Looks at the disk again. */
  read(path: string): Promise<Source>;
  /** What the disk held when it was last read. Of a file that no format claims the text is not kept. */
  source(path: string): Source | undefined;
  /** The version in the editor, or else the one on disk. */
  current(path: string): Document | undefined;
  onDisk(path: string): Document | undefined;
  /** The current documents: the same array until one changes. */
  documents(): readonly Document[];
  /** What other files say of the formats of files, by absolute path. */
  setHints(hints: ReadonlyMap<string, FormatId>): void;
  /** Parses a text as if the file held it, without keeping it. */
  parse(path: string, text: string): Document | undefined;
  /** Forgets every file that is not open. */
  clear(): void;
  paths(): string[];
}

interface Entry {
  source?: Source;
  diskFormat?: FormatId;
  open?: { text: string; format?: FormatId };
  /** The last parses, of which the editor and the disk each use one. */
  parsed: Document[];
}

export function createStore(): Store {
  const entries = new Map<string, Entry>();
  let hints: ReadonlyMap<string, FormatId> = new Map();
  let all: readonly Document[] | undefined;

  const entryOf = (path: string): Entry => {
    let entry = entries.get(path);
    if (!entry) {
      entry = { parsed: [] };
      entries.set(path, entry);
    }
    return entry;
  };

  const formatFor = (path: string, text: string): FormatId | undefined => classify(path, text) ?? hints.get(path);

  const parsed = (
    path: string,
    entry: Entry,
    text: string,
    id: FormatId | undefined,
    source?: Source,
  ): Document | undefined => {
    const format = formatOf(id);
    if (!format) return undefined;
    const flaw = source?.state === 'text' ? source.flaw : undefined;
    const known = entry.parsed.find(
      (document) => document.format === format.id && document.text === text && document.flaw?.message === flaw?.message,
    );
    if (known) return known;
    const document = parseDocument(path, format, text, flaw);
    entry.parsed = [document, ...entry.parsed].slice(0, 2);
    return document;
  };

  const onDisk = (path: string): Document | undefined => {
    const entry = entries.get(path);
    if (entry?.source?.state !== 'text') return undefined;
    return parsed(path, entry, entry.source.text, entry.diskFormat, entry.source);
  };

  const current = (path: string): Document | undefined => {
    const entry = entries.get(path);
    if (!entry?.open) return onDisk(path);
    // A half-typed file never loses its format; one that had none may get one.
    entry.open.format ??= formatFor(path, entry.open.text);
    return parsed(path, entry, entry.open.text, entry.open.format);
  };

  return {
    edit: (path, text) => {
      const entry = entryOf(path);
      entry.open = { ...entry.open, text };
      all = undefined;
    },
    close: (path) => {
      const entry = entries.get(path);
      if (!entry) return;
      delete entry.open;
      all = undefined;
      if (!entry.source || entry.source.state === 'missing') entries.delete(path);
    },
    isOpen: (path) => entries.get(path)?.open !== undefined,
    read: async (path) => {
      const before = entries.get(path);
      // Of a file that nobody claimed the text is gone: somebody may claim it now.
      const known = before?.diskFormat ? before.source : undefined;
      const source = await readSource(path, known);
      if (source === known) return source;
      const entry = entryOf(path);
      all = undefined;
      entry.diskFormat = source.state === 'text' ? formatFor(path, source.text) : undefined;
      entry.source = source.state === 'text' && !entry.diskFormat ? { ...source, text: '' } : source;
      if (source.state === 'missing' && !entry.open) entries.delete(path);
      return entry.source;
    },
    source: (path) => entries.get(path)?.source,
    current,
    onDisk,
    documents: () => {
      all ??= [...entries.keys()].map(current).filter((document) => document !== undefined);
      return all;
    },
    setHints: (next) => {
      hints = next;
    },
    parse: (path, text) => {
      const format = formatOf(formatFor(path, text));
      return format && parseDocument(path, format, text);
    },
    clear: () => {
      for (const [path, entry] of entries) if (!entry.open) entries.delete(path);
      all = undefined;
    },
    paths: () => [...entries.keys()],
  };
}
