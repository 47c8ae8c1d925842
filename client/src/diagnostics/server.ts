import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { methods } from '../../../protocol/src/languageServer.ts';
import { messageOf } from '../errors.ts';

/** `idle`: nothing that it could read has been seen yet. */
export type ServerState = 'idle' | 'starting' | 'running' | 'failed';

export interface LanguageServer extends vscode.Disposable {
  readonly state: ServerState;
  readonly onDidChangeState: vscode.Event<ServerState>;
  /** The answer to `nixAgents/agents` may have changed. */
  readonly onDidChangeAgents: vscode.Event<void>;
  /** Starts it where it is idle. Never rejects: the state says how it went. */
  start(): Promise<void>;
  restart(): Promise<void>;
  /** Sends a request, starting the server where it is idle. */
  ask<T>(method: string, parameters: unknown, token?: vscode.CancellationToken): Promise<T>;
}

/** @param create makes a client that calls `gaveUp` when its server crashed too often to be started again */
export function createLanguageServer(
  log: vscode.LogOutputChannel,
  create: (gaveUp: () => void) => Promise<LanguageClient>,
): LanguageServer {
  const changedState = new vscode.EventEmitter<ServerState>();
  const changedAgents = new vscode.EventEmitter<void>();
  let state: ServerState = 'idle';
  let client: LanguageClient | undefined;
  let work: Promise<void> = Promise.resolve();
  let disposed = false;

  const enter = (next: ServerState) => {
    if (disposed || state === next) return;
    state = next;
    changedState.fire(next);
  };
  const boot = async () => {
    enter('starting');
    try {
      client = await create(() => enter('failed'));
      client.onNotification(methods.agentsChanged, () => changedAgents.fire());
      await client.start();
      enter('running');
    } catch (error) {
      log.error(`The language server did not start: ${messageOf(error)}`);
      enter('failed');
    }
  };
  const halt = async () => {
    const old = client;
    client = undefined;
    await old?.dispose().catch((error: unknown) => log.warn(`The language server did not stop: ${messageOf(error)}`));
  };
  // One after the other: a second restart waits for the first instead of racing it.
  const queue = (next: () => Promise<void>) => {
    work = work.then(next);
    return work;
  };

  const start = () => queue(async () => (state === 'idle' ? boot() : undefined));
  return {
    get state() {
      return state;
    },
    onDidChangeState: changedState.event,
    onDidChangeAgents: changedAgents.event,
    start,
    restart: () =>
      queue(async () => {
        await halt();
        await boot();
        changedAgents.fire();
      }),
    async ask<T>(method: string, parameters: unknown, token?: vscode.CancellationToken): Promise<T> {
      await start();
      if (!client || state !== 'running') {
        throw new Error(
          vscode.l10n.t(
            'The language server of Nix Agents does not run. Restart it with “Nix Agents: Restart Language Server”.',
          ),
        );
      }
      // A token that is absent would be taken for a second parameter.
      return token ? client.sendRequest<T>(method, parameters, token) : client.sendRequest<T>(method, parameters);
    },
    dispose() {
      disposed = true;
      changedState.dispose();
      changedAgents.dispose();
      void halt();
    },
  };
}
