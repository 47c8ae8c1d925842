import type * as vscode from 'vscode';
import type { Knowledge } from '../../protocol/src/knowledge.ts';
import type { LanguageServer } from './diagnostics/server.ts';
import type { ReportDocuments } from './documents.ts';
import type { Hosts } from './hosts.ts';

/** What every feature is given. */
export interface Services {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  server: LanguageServer;
  knowledge: Knowledge;
  hosts: Hosts;
  documents: ReportDocuments;
}
