import type { ClientCapabilities } from 'vscode-languageserver';

/** What the client at the other end can do, as far as it matters here. */
export interface ClientAbilities {
  pullsDiagnostics: boolean;
  refreshesDiagnostics: boolean;
  refreshesLenses: boolean;
  versionedEdits: boolean;
  snippets: boolean;
  configuration: boolean;
  registersConfiguration: boolean;
  registersWatchers: boolean;
  workspaceFolders: boolean;
  /** Whether it shows a document that it is asked to show. */
  showsDocuments: boolean;
}

export function abilitiesOf({ workspace, textDocument, window }: ClientCapabilities): ClientAbilities {
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport ?? false,
    refreshesLenses: workspace?.codeLens?.refreshSupport ?? false,
    versionedEdits: workspace?.workspaceEdit?.documentChanges ?? false,
    snippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
    configuration: workspace?.configuration ?? false,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    workspaceFolders: workspace?.workspaceFolders ?? false,
    showsDocuments: window?.showDocument?.support ?? false,
  };
}
