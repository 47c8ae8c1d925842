import type * as vscode from 'vscode';
import type { LogServices } from './services.ts';

/** What other features ask of the log panel. */
export interface Logs {
  /** Shows the panel with the journals of these agents, by their ids. */
  show(agents: readonly string[]): Promise<void>;
}

/** Contributes the log panel: the view, its commands and the documents that logs are opened as. */
export function registerLogs(_context: vscode.ExtensionContext, _services: LogServices): Logs {
  return { show: async () => undefined };
}
