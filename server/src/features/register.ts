import {
  type CancellationToken,
  type CodeLens,
  CodeLensRefreshRequest,
  type Connection,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { Document } from '../documents/document.ts';
import { sameNames } from '../names/search.ts';
import type { Workspace } from '../workspace.ts';
import { cacheLenses } from './cacheLenses.ts';
import { codeLenses } from './codeLenses.ts';
import { definitionLocations } from './definition.ts';
import { documentLinks } from './documentLinks.ts';
import { foldingRanges } from './folding.ts';
import { inlayHints } from './inlayHints.ts';
import { referenceLocations } from './references.ts';
import { selectionRanges } from './selection.ts';
import { workspaceSymbols } from './workspaceSymbols.ts';

/** What the features that only read need of the server. */
export interface Reading {
  workspace: Workspace;
  /** Lets newer messages in, and throws where the answer is not wanted any more. */
  turn(token: CancellationToken): Promise<void>;
  /** The document as it is when its turn has come. */
  current(uri: string, token: CancellationToken): Promise<Document | undefined>;
  uriFor(path: string): string;
  /** Whether the client has the commands of the lenses. */
  hasLenses(): boolean;
}

/** @param lenses whether the client has the commands of the lenses */
export function readingCapabilities(lenses: boolean): ServerCapabilities {
  return {
    definitionProvider: true,
    referencesProvider: true,
    workspaceSymbolProvider: true,
    documentLinkProvider: {},
    inlayHintProvider: true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    ...(lenses ? { codeLensProvider: {} } : {}),
  };
}

/** Answers the requests that lead from one file to others, and those about the shape of a file. */
export function registerReading(
  connection: Connection,
  { workspace, turn, current, uriFor, hasLenses }: Reading,
): void {
  connection.onDefinition(async ({ textDocument, position }, token) => {
    await workspace.load();
    const document = await current(textDocument.uri, token);
    if (!document) return null;
    const offset = document.lines.offset(position);
    const found = await sameNames(document, offset, workspace.store.documents(), () => turn(token));
    return definitionLocations(document, offset, found, uriFor);
  });
  connection.onReferences(async ({ textDocument, position, context }, token) => {
    await workspace.load();
    const document = await current(textDocument.uri, token);
    if (!document) return null;
    const offset = document.lines.offset(position);
    const found = await sameNames(document, offset, workspace.store.documents(), () => turn(token));
    return referenceLocations(found, context.includeDeclaration, uriFor);
  });
  connection.onWorkspaceSymbol(async ({ query }, token) => {
    await workspace.load();
    await turn(token);
    return workspaceSymbols(workspace.agents(), query, workspace.store.current, uriFor);
  });
  connection.onDocumentLinks(async ({ textDocument }, token) => {
    const document = await current(textDocument.uri, token);
    return document ? documentLinks(document, uriFor) : null;
  });
  connection.languages.inlayHint.on(async ({ textDocument, range }, token) => {
    const document = await current(textDocument.uri, token);
    return document ? inlayHints(document, range, workspace.context(document)) : null;
  });
  connection.onFoldingRanges(async ({ textDocument }, token) => {
    const document = await current(textDocument.uri, token);
    return document ? foldingRanges(document) : null;
  });
  connection.onSelectionRanges(async ({ textDocument, positions }, token) => {
    const document = await current(textDocument.uri, token);
    return document ? selectionRanges(document, positions) : null;
  });
  connection.onCodeLens(async ({ textDocument }, token): Promise<CodeLens[] | null> => {
    await workspace.load();
    const document = await current(textDocument.uri, token);
    return document && hasLenses()
      ? [...codeLenses(document, workspace.agents()), ...cacheLenses(document, textDocument.uri)]
      : null;
  });
}

/** Asks the client to look at the lenses again. */
export function refreshLenses(connection: Connection): Promise<void> {
  return connection.sendRequest(CodeLensRefreshRequest.type);
}
