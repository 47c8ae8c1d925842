import * as vscode from 'vscode';
import { isCancelled, isFault, messageOf } from './errors.ts';
import type { Services } from './services.ts';

/** Registers a command whose failure is told to the person as a sentence and never as a stack trace. */
export function registerCommand<Args extends unknown[]>(
  { context, log }: Pick<Services, 'context' | 'log'>,
  name: string,
  run: (...args: Args) => unknown,
): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(name, async (...args: Args) => {
      try {
        return await run(...args);
      } catch (error) {
        if (!isCancelled(error)) await showError(log, error);
        return undefined;
      }
    }),
  );
}

export async function showError(log: vscode.LogOutputChannel, error: unknown): Promise<void> {
  log.error(error instanceof Error ? error : String(error));
  const show = vscode.l10n.t('Show Output');
  const text = isFault(error)
    ? vscode.l10n.t('Nix Agents failed for a reason of its own. The output says more.')
    : messageOf(error);
  if ((await vscode.window.showErrorMessage(text, show)) === show) log.show();
}
