import * as vscode from 'vscode';
import { registerAgents } from './agents/index.ts';
import { registerControl } from './control/index.ts';
import { registerDebugInformation } from './debugInformation.ts';
import { registerDeploy } from './deploy/index.ts';
import { registerLanguageServer } from './diagnostics/index.ts';
import { registerReportDocuments } from './documents.ts';
import { createHosts } from './hosts.ts';
import { createLogServices, registerShowLogs } from './journal.ts';
import { createKnowledge } from './knowledge.ts';
import { registerLogs } from './logs/index.ts';
import { registerOnline } from './online/index.ts';
import type { Services } from './services.ts';

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Nix Agents', { log: true });
  const server = registerLanguageServer(context, log);
  const hosts = createHosts(context, log);
  const knowledge = createKnowledge(server);
  const services: Services = { context, log, server, hosts, knowledge, documents: registerReportDocuments(context) };

  context.subscriptions.push(log);
  const agents = registerAgents(services);
  registerDeploy(services, agents);
  registerControl(services, agents);
  registerShowLogs(services, agents, registerLogs(context, createLogServices(services, agents)));
  registerDebugInformation(services, agents);
  registerOnline(services);
}
