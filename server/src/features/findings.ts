import { createHash } from 'node:crypto';
import type { Diagnostic } from 'vscode-languageserver';
import type { Finding } from '../../../protocol/src/findings.ts';
import { claimedByName } from '../documents/classify.ts';
import type { Document } from '../documents/document.ts';
import type { Workspace } from '../workspace.ts';
import { diagnosticOf, type RulePages, unreadableDiagnostic } from './diagnostics.ts';

/** The diagnostics of one file, with a mark that tells whether they are the same as before. */
export interface FileDiagnostics {
  path: string;
  items: Diagnostic[];
  resultId: string;
}

/** Findings in the form of the language server protocol, each document checked once until something changes. */
export interface Findings {
  /** Of the version in the editor, or else on disk. */
  of(document: Document): Finding[];
  file(path: string): FileDiagnostics;
  /** Of every file that has a format, or that should be readable and is not. */
  all(): FileDiagnostics[];
  /** Something beside the texts changed: severities, facts, agents. */
  invalidate(): void;
}

/**
 * @param isHidden whether the client reports this finding of a document itself
 * @param alsoOf what else was found in a document, besides what the rules say of its text
 */
export function createFindings(
  workspace: Workspace,
  pages: RulePages,
  isHidden: (finding: Finding, document: Document) => boolean,
  alsoOf: (document: Document) => readonly Finding[],
): Findings {
  let checked = new WeakMap<Document, { findings: Finding[]; diagnostics?: Omit<FileDiagnostics, 'path'> }>();

  const entryOf = (document: Document) => {
    let entry = checked.get(document);
    if (!entry) {
      entry = { findings: [...workspace.check(document), ...alsoOf(document)] };
      checked.set(document, entry);
    }
    return entry;
  };

  const diagnosticsOf = (document: Document): Omit<FileDiagnostics, 'path'> => {
    const entry = entryOf(document);
    const shown = entry.findings.filter((finding) => !isHidden(finding, document));
    // What is hidden depends on whether the same text is open.
    if (entry.diagnostics?.items.length !== shown.length) {
      entry.diagnostics = marked(shown.map((finding) => diagnosticOf(finding, pages)));
    }
    return entry.diagnostics;
  };

  const file = (path: string): FileDiagnostics => {
    const document = workspace.store.current(path);
    if (document) return { path, ...diagnosticsOf(document) };
    const source = workspace.store.source(path);
    const unreadable =
      source?.state === 'unreadable' && claimedByName(path) ? [unreadableDiagnostic(source.message)] : [];
    return { path, ...marked(unreadable) };
  };

  return {
    of: (document) => entryOf(document).findings,
    file,
    all: () =>
      workspace.store
        .paths()
        .filter((path) => workspace.store.current(path) || workspace.store.source(path)?.state === 'unreadable')
        .map(file),
    invalidate: () => {
      checked = new WeakMap();
    },
  };
}

function marked(items: Diagnostic[]): Omit<FileDiagnostics, 'path'> {
  return { items, resultId: createHash('sha1').update(JSON.stringify(items)).digest('base64') };
}
