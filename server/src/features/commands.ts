import type { CancellationToken, Connection } from 'vscode-languageserver';
import { checkDecryptedCommand, checkOnlineCommand, discoverCommand } from '../../../protocol/src/languageServer.ts';
import type { Workspace } from '../workspace.ts';
import type { Decrypted } from './checkDecrypted.ts';
import { effectCommand } from './codeActions.ts';
import type { RulePages } from './diagnostics.ts';
import { runDiscovery } from './discover.ts';
import { applyEffect, isEffect } from './effects.ts';
import type { Findings } from './findings.ts';
import { askOnline, type Online } from './online.ts';
import { documentationCommand } from './suppress.ts';
import { pathOf } from './uris.ts';

export const commands = [
  effectCommand,
  documentationCommand,
  discoverCommand,
  checkOnlineCommand,
  checkDecryptedCommand,
];

/** What the commands need of the server. */
export interface Commanded {
  workspace: Workspace;
  findings: Findings;
  decrypted: Decrypted;
  pages: RulePages;
  online(): Online;
  /** Lets everybody look again. */
  announce(): void;
  /** Tells of other agents; whether there are any. */
  compareAgents(): boolean;
}

/** Does what a person asked for by a command. */
export function registerCommands(connection: Connection, given: Commanded): void {
  const { workspace, decrypted, pages, online, announce, compareAgents } = given;
  const run = async (command: string, argument: unknown, token: CancellationToken): Promise<void> => {
    switch (command) {
      case checkOnlineCommand:
        return askOnline(online(), argument, token);
      case checkDecryptedCommand:
        await decrypted.check(pathOf(String(argument)), token);
        return announce();
      case discoverCommand:
        await runDiscovery(connection, workspace, token);
        if (compareAgents()) announce();
        return;
      case documentationCommand: {
        const page = pages(String(argument));
        if (page) await connection.window.showDocument({ uri: page });
        return;
      }
      case effectCommand:
        return applyProposed(connection, given, argument);
    }
  };
  connection.onExecuteCommand(async ({ command, arguments: all }, token) => {
    await run(command, all?.[0], token);
    return null;
  });
}

async function applyProposed(
  connection: Connection,
  { workspace, findings, announce }: Commanded,
  effect: unknown,
): Promise<void> {
  if (!isEffect(effect)) return;
  const document = workspace.store.current(effect.path);
  const wanted = JSON.stringify(effect);
  // Only what a finding proposes right now is done, whoever asks.
  const proposed =
    document && findings.of(document).some(({ fixes }) => fixes.some((fix) => JSON.stringify(fix.effect) === wanted));
  if (!proposed) return;
  try {
    await applyEffect(effect);
  } catch (error) {
    connection.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
  await workspace.refresh([effect.path]);
  announce();
}
