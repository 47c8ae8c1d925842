import type { Diagnostic } from 'vscode-languageserver';
import type { Findings } from './findings.ts';

/** Sends diagnostics to a client that cannot ask for them: of each file where they differ from the last time. */
export function createPush(
  findings: Findings,
  uriFor: (path: string) => string,
  send: (uri: string, diagnostics: Diagnostic[]) => void,
): () => void {
  const sent = new Map<string, string>();
  return () => {
    const files = new Map(findings.all().map((file) => [uriFor(file.path), file]));
    for (const [uri, { items, resultId }] of files) {
      if (sent.get(uri) === resultId || (items.length === 0 && !sent.has(uri))) continue;
      sent.set(uri, resultId);
      send(uri, items);
    }
    for (const uri of [...sent.keys()]) {
      if (files.has(uri)) continue;
      sent.delete(uri);
      send(uri, []);
    }
  };
}
