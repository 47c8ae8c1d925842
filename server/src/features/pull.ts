import type {
  CancellationToken,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { FileDiagnostics, Findings } from './findings.ts';

/** Lets those wait who want to know of the next change. */
export interface Changes {
  /** Resolves with the next change, or when the token is cancelled. */
  next(token: CancellationToken): Promise<void>;
  announce(): void;
}

export function createChanges(): Changes {
  const waiting = new Set<() => void>();
  return {
    next: (token) =>
      new Promise((resolve) => {
        const done = (): void => {
          waiting.delete(done);
          subscription.dispose();
          resolve();
        };
        const subscription = token.onCancellationRequested(done);
        waiting.add(done);
        if (token.isCancellationRequested) done();
      }),
    announce: () => {
      for (const done of [...waiting]) done();
    },
  };
}

export function documentReport(
  file: FileDiagnostics,
  { previousResultId }: DocumentDiagnosticParams,
): DocumentDiagnosticReport {
  const { items, resultId } = file;
  return previousResultId === resultId ? { kind: 'unchanged', resultId } : { kind: 'full', items, resultId };
}

export interface WorkspaceSources {
  findings: Findings;
  uriFor: (path: string) => string;
  changes: Changes;
}

/**
 * What changed since the client asked last. Where nothing did, the answer waits until something does: the client asks
 * again as soon as it has an answer, and would be polling.
 */
export async function workspaceReport(
  { findings, uriFor, changes }: WorkspaceSources,
  params: WorkspaceDiagnosticParams,
  token: CancellationToken,
  versionOf: (path: string) => number | null,
): Promise<WorkspaceDiagnosticReport> {
  const known = new Map(params.previousResultIds.map(({ uri, value }) => [uri, value]));
  for (;;) {
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    const present = new Set<string>();
    for (const { path, items: diagnostics, resultId } of findings.all()) {
      const uri = uriFor(path);
      present.add(uri);
      if (known.get(uri) === resultId) continue;
      items.push({ kind: 'full', uri, version: versionOf(path), items: diagnostics, resultId });
    }
    for (const uri of known.keys()) if (!present.has(uri)) items.push({ kind: 'full', uri, version: null, items: [] });
    if (items.length > 0 || known.size === 0 || token.isCancellationRequested) return { items };
    await changes.next(token);
  }
}
