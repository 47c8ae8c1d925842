import { setImmediate } from 'node:timers/promises';
import {
  type CancellationToken,
  CodeActionKind,
  type CompletionItem,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  NotificationType0,
  RequestType,
  RequestType0,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Agent } from '../../protocol/src/agents.ts';
import type { Finding } from '../../protocol/src/findings.ts';
import type { CheckAnswer, Located, LocateQuestion } from '../../protocol/src/knowledge.ts';
import { type InitializationOptions, methods } from '../../protocol/src/languageServer.ts';
import type { Document } from './documents/document.ts';
import { createDecrypted, isDecryptable } from './features/checkDecrypted.ts';
import { abilitiesOf, type ClientAbilities } from './features/client.ts';
import {
  askedFindings,
  checkDecryptedAction,
  fixAllAction,
  fixAllKind,
  isAsked,
  quickFixes,
} from './features/codeActions.ts';
import { commands, registerCommands } from './features/commands.ts';
import { complete } from './features/completion.ts';
import type { RulePages } from './features/diagnostics.ts';
import { fetchKeyActions } from './features/fetchKey.ts';
import { completePaths } from './features/filePaths.ts';
import { createFindings } from './features/findings.ts';
import type { Online } from './features/online.ts';
import { createChanges, documentReport, workspaceReport } from './features/pull.ts';
import { createPush } from './features/push.ts';
import { readingCapabilities, refreshLenses, registerReading } from './features/register.ts';
import { ruleLevelsOf } from './features/settings.ts';
import { suppressingActions } from './features/suppress.ts';
import { pathOf, uriOf } from './features/uris.ts';
import { concernsGit, watchers } from './features/watching.ts';
import { formatOf } from './formats/index.ts';
import { serviceOf } from './service.ts';
import { createWorkspace } from './workspace.ts';

export interface ServerOptions {
  /** Where the rules' pages are. */
  rulePages: RulePages;
}

interface CheckQuestion {
  path: string;
  sha256: string;
}

/** Milliseconds without a keystroke after which other files learn of the change. */
const pause = 200;

/** Speaks the language server protocol on a connection until it ends. */
export function serve(connection: Connection, { rulePages }: ServerOptions): void {
  const workspace = createWorkspace({
    roots: [],
    onRuleError: (code, error) =>
      connection.console.error(`The rule ${code} failed: ${error instanceof Error ? error.name : 'error'}.`),
  });
  const { store } = workspace;
  const service = serviceOf(workspace);
  const decrypted = createDecrypted(connection, workspace);
  const documents = new TextDocuments(TextDocument);
  const changes = createChanges();
  const addresses = new Map<string, string>();
  let client: ClientAbilities = abilitiesOf({});
  let options: InitializationOptions = {};
  let agentsSeen = '[]';
  let timer: NodeJS.Timeout | undefined;
  /** The client said goodbye: nothing is sent any more. */
  let closing = false;

  const isHidden = ({ code }: Finding, document: Document): boolean =>
    options.reportSyntaxErrors === false &&
    code === 'json/syntax' &&
    documents.get(uriFor(document.path))?.languageId === 'json' &&
    !isParsable(document.text);
  /** The address that the client knows a file by: each client escapes its own way. */
  const uriFor = (path: string): string => addresses.get(path) ?? uriOf(path);
  const findings = createFindings(workspace, rulePages, isHidden, decrypted.of);
  const push = createPush(
    findings,
    uriFor,
    (uri, diagnostics) => void connection.sendDiagnostics({ uri, diagnostics }),
  );

  /** Something beside the text that the client sees may have changed: everybody looks again. */
  const announce = (): void => {
    if (closing) return;
    findings.invalidate();
    changes.announce();
    if (!client.pullsDiagnostics) push();
    else if (client.refreshesDiagnostics) background(connection.languages.diagnostics.refresh());
  };

  /** Tells of other agents, where there are any. */
  const compareAgents = (): boolean => {
    if (closing) return false;
    const agents = JSON.stringify(workspace.agents());
    if (agents === agentsSeen) return false;
    agentsSeen = agents;
    void connection.sendNotification(new NotificationType0(methods.agentsChanged));
    if (options.agentLenses && client.refreshesLenses) background(refreshLenses(connection));
    return true;
  };

  const settle = async (): Promise<void> => {
    const learnt = await workspace.prepare(store.documents());
    if (compareAgents() || learnt) announce();
    else if (!client.pullsDiagnostics) push();
  };
  const settleSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => background(settle()), pause);
  };

  const background = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      if (!closing) connection.console.error(`Unexpected: ${error instanceof Error ? error.stack : String(error)}`);
    });
  };

  const load = async (): Promise<void> => {
    await workspace.load();
    service.observe();
    compareAgents();
    announce();
  };

  const readSettings = async (): Promise<void> => {
    if (!client.configuration) return;
    workspace.setRules(ruleLevelsOf(await connection.workspace.getConfiguration('nixAgents.rules')));
    announce();
  };

  /** Lets newer messages in first, among them the one that this answer is not wanted any more. */
  const turn = async (token: CancellationToken): Promise<void> => {
    await setImmediate();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  };

  const current = async (uri: string, token: CancellationToken): Promise<Document | undefined> => {
    await turn(token);
    return store.current(pathOf(uri));
  };

  const online = (): Online => ({
    connection,
    workspace,
    hasSettings: client.configuration,
    findingsOf: findings.of,
    editOf,
    announce,
  });

  const editOf =
    (uri: string) =>
    (edits: TextEdit[]): WorkspaceEdit => {
      if (!client.versionedEdits) return { changes: { [uri]: edits } };
      return { documentChanges: [{ textDocument: { uri, version: documents.get(uri)?.version ?? null }, edits }] };
    };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    client = abilitiesOf(params.capabilities);
    options = (params.initializationOptions ?? {}) as InitializationOptions;
    const folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
    workspace.setRoots(folders.filter((uri) => uri.startsWith('file:')).map(pathOf));
    return {
      serverInfo: { name: 'nix-agents' },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        ...(client.pullsDiagnostics
          ? {
              diagnosticProvider: { identifier: 'nix-agents', interFileDependencies: true, workspaceDiagnostics: true },
            }
          : {}),
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
        completionProvider: { triggerCharacters: ['"', '/', '.', '?', '&'] },
        hoverProvider: true,
        documentSymbolProvider: true,
        ...readingCapabilities(options.agentLenses === true),
        executeCommandProvider: { commands },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    if (client.registersConfiguration) {
      background(connection.client.register(DidChangeConfigurationNotification.type, { section: 'nixAgents' }));
    }
    if (client.registersWatchers) {
      background(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
    }
    if (client.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(() => {
        background(
          connection.workspace.getWorkspaceFolders().then((folders) => {
            workspace.setRoots(
              (folders ?? [])
                .map(({ uri }) => uri)
                .filter((uri) => uri.startsWith('file:'))
                .map(pathOf),
            );
            return load();
          }),
        );
      });
    }
    background(readSettings());
    background(load());
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    if (client.configuration) return background(readSettings());
    workspace.setRules(ruleLevelsOf((settings as { nixAgents?: { rules?: unknown } } | undefined)?.nixAgents?.rules));
    announce();
  });

  documents.onDidOpen(({ document }) => background(opened(document)));
  const opened = async (document: TextDocument): Promise<void> => {
    const path = pathOf(document.uri);
    await workspace.loadBeside(path);
    settleSoon();
  };
  documents.onDidChangeContent(({ document }) => {
    const path = pathOf(document.uri);
    addresses.set(path, document.uri);
    store.edit(path, document.getText());
    settleSoon();
  });
  documents.onDidClose(({ document }) => {
    const path = pathOf(document.uri);
    store.close(path);
    addresses.delete(path);
    background(workspace.refresh([path]).then(settleSoon));
  });

  connection.onDidChangeWatchedFiles(({ changes: changed }) => {
    const paths = changed.map(({ uri }) => pathOf(uri));
    background(onDisk(paths));
  });
  const onDisk = async (paths: string[]): Promise<void> => {
    const before = store.documents();
    const refreshed = await workspace.refresh(paths.filter((path) => !concernsGit(path)));
    const learnt = paths.some(concernsGit) && (await workspace.refreshFacts());
    if (refreshed || learnt || before !== store.documents()) {
      service.observe();
      compareAgents();
      announce();
    }
  };

  connection.languages.diagnostics.on(async (params, token) => {
    const document = await current(params.textDocument.uri, token);
    if (document && workspace.isUnknown(document)) {
      await workspace.prepare([document]);
      await turn(token);
    }
    return documentReport(findings.file(pathOf(params.textDocument.uri)), params);
  });
  connection.languages.diagnostics.onWorkspace(async (params, token) => {
    await workspace.load();
    await turn(token);
    return workspaceReport(
      { findings, uriFor, changes },
      params,
      token,
      (path) => documents.get(uriFor(path))?.version ?? null,
    );
  });

  connection.onCodeAction(async (params, token) => {
    const { uri } = params.textDocument;
    const document = await current(uri, token);
    if (!document) return [];
    const asked = askedFindings(params, findings.of(document));
    const actions = [
      ...quickFixes(asked, editOf(uri), rulePages),
      ...fetchKeyActions(document, asked, uri, options.agentLenses === true),
      ...(isDecryptable(document, asked) ? [checkDecryptedAction(uri)] : []),
      ...suppressingActions(document, asked, {
        editOf: editOf(uri),
        pages: rulePages,
        disablesRules: options.disablesRules === true,
        opensPages: client.showsDocuments,
      }),
    ];
    if (isAsked(params, fixAllKind)) {
      const mended = await service.fixAll(document.path, document.text);
      if (mended && mended.applied.length > 0) actions.push(fixAllAction(document, mended.text, editOf(uri)));
    }
    return actions;
  });

  registerCommands(connection, {
    workspace,
    findings,
    decrypted,
    pages: rulePages,
    online,
    announce,
    compareAgents,
  });

  connection.onCompletion(async ({ textDocument, position }, token): Promise<CompletionItem[]> => {
    const document = await current(textDocument.uri, token);
    if (!document) return [];
    const offset = document.lines.offset(position);
    const items = complete(document, offset, workspace.context(document), client.snippets);
    const paths = await completePaths(document, offset);
    await turn(token);
    return [...items, ...paths];
  });
  connection.onHover(async ({ textDocument, position }, token) => {
    const document = await current(textDocument.uri, token);
    if (!document || document.flaw) return null;
    return (
      formatOf(document.format)?.hover?.(
        document.model,
        document.lines.offset(position),
        workspace.context(document),
      ) ?? null
    );
  });
  connection.onDocumentSymbol(async ({ textDocument }, token) => {
    const document = await current(textDocument.uri, token);
    return document ? (formatOf(document.format)?.symbols?.(document.model, workspace.context(document)) ?? []) : [];
  });

  registerReading(connection, { workspace, turn, current, uriFor, hasLenses: () => options.agentLenses === true });

  connection.onRequest(new RequestType0<Agent[], void>(methods.agents), () => service.agents());
  connection.onRequest(new RequestType<CheckQuestion, CheckAnswer, void>(methods.check), ({ path, sha256 }) =>
    service.check(path, sha256),
  );
  connection.onRequest(new RequestType<LocateQuestion, Located[], void>(methods.locate), (question) =>
    service.locate(question),
  );
  connection.onShutdown(() => {
    closing = true;
    clearTimeout(timer);
    changes.announce();
  });

  documents.listen(connection);
  connection.listen();
}

function isParsable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
