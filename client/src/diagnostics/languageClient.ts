import * as vscode from 'vscode';
import {
  CloseAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  checkDecryptedCommand,
  checkOnlineCommand,
  discoverCommand,
  type InitializationOptions,
} from '../../../protocol/src/languageServer.ts';
import { documentSelector } from './selector.ts';
import { withoutFileText } from './trace.ts';

/** Where a trace goes: the same output, with the text of files taken out of each message. */
function traceChannel(log: vscode.LogOutputChannel): vscode.LogOutputChannel {
  return new Proxy(log, {
    get(target, name) {
      if (name === 'trace') return (message: string) => target.trace(withoutFileText(message));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Commands of the server that run more than the server itself. */
const needsTrust: ReadonlySet<string> = new Set([checkDecryptedCommand, checkOnlineCommand, discoverCommand]);

/** A client of `dist/server.js`, not yet started. */
export function createClient(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  gaveUp: () => void,
): LanguageClient {
  const module = context.asAbsolutePath('dist/server.js');
  const initializationOptions: InitializationOptions = {
    // The editor's own JSON service reports them already.
    reportSyntaxErrors: false,
    agentLenses: true,
    disablesRules: true,
  };
  const options: LanguageClientOptions = {
    documentSelector: documentSelector((vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.scheme)),
    initializationOptions,
    outputChannel: log,
    traceOutputChannel: traceChannel(log),
    diagnosticPullOptions: { onChange: true, onSave: true },
    middleware: {
      executeCommand: (command, args, next) => {
        if (needsTrust.has(command) && !vscode.workspace.isTrusted) {
          throw new Error(vscode.l10n.t('This runs programs on files of the workspace. Trust the workspace first.'));
        }
        return next(command, args);
      },
    },
    errorHandler: {
      error: (error, message, count) => standard().error(error, message, count),
      closed: async () => {
        const answer = await standard().closed();
        if (answer.action === CloseAction.DoNotRestart) gaveUp();
        return answer;
      },
    },
  };
  let handler: ErrorHandler | undefined;
  const standard = () => {
    handler ??= client.createDefaultErrorHandler();
    return handler;
  };
  const client = new LanguageClient(
    'nixAgents',
    'Nix Agents',
    { module, transport: TransportKind.ipc, args: ['--node-ipc'] },
    options,
  );
  return client;
}
