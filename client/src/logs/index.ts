import * as vscode from 'vscode';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { LogDisplay, LogFilter, PageMessage } from '../../../protocol/src/logPanel.ts';
import { createOpenRows } from './annotations.ts';
import { performRequest } from './commands.ts';
import { perform } from './deeds.ts';
import { registerDocumentFeatures } from './documentFeatures.ts';
import { registerLogDocuments } from './documents.ts';
import { createExplainer } from './explain.ts';
import { onFilesChanged } from './filesChanged.ts';
import { createHistory } from './history.ts';
import { createPanel, type Panel } from './panel.ts';
import { registerPage } from './provider.ts';
import { createReported, type Report } from './reported.ts';
import type { LogServices } from './services.ts';
import { createStreams } from './streams.ts';
import { createTail } from './tail/tail.ts';
import type { Line } from './view/present.ts';

/** What other features ask of the log panel. */
export interface Logs {
  /** Shows the panel with the journals of these agents, by their ids. */
  show(agents: readonly string[]): Promise<void>;
}

type CommandName = Extract<PageMessage, { kind: 'command' }>['name'];

const rememberedKey = 'logs';

interface Remembered {
  agents: string[];
  filter: LogFilter;
  display: LogDisplay;
}

/** Puts what hosts say of files where the files' own findings stand. */
function showReports(diagnostics: vscode.DiagnosticCollection, reports: readonly Report[]): void {
  diagnostics.clear();
  for (const path of new Set(reports.map((report) => report.path))) {
    const ofFile = reports.filter((report) => report.path === path);
    diagnostics.set(
      vscode.Uri.file(path),
      ofFile.map(({ line, character, message }) => {
        const range = new vscode.Range(line, character, line, Number.MAX_SAFE_INTEGER);
        const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Information);
        diagnostic.source = 'Nix Agents';
        return diagnostic;
      }),
    );
  }
}

/** Contributes the log panel: the view, its commands and the documents that logs are opened as. */
export function registerLogs(context: vscode.ExtensionContext, services: LogServices): Logs {
  const remembered = context.workspaceState.get<Remembered>(rememberedKey);
  let chosen: readonly Agent[] = [];
  let known = 0;
  let restored = false;

  const report = (error: unknown) => {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  };
  const tail = createTail(undefined, (lane) => panel.dropped(lane));
  const explainer = createExplainer(services, () => {
    panel.annotated();
    reported.refresh();
  });
  const diagnostics = vscode.languages.createDiagnosticCollection('nix-agents-hosts');
  const reported = createReported(explainer, (reports) => showReports(diagnostics, reports));
  const rows = createOpenRows(explainer, (lane) => chosen[lane]);
  const history = createHistory(tail, services, {
    state: () => panel.changed(),
    grown: () => panel.rebuild(),
    failed: report,
  });
  const streams = createStreams(tail, services, {
    entries(agent, entries) {
      panel.grown();
      reported.seen(agent, entries);
    },
    state: () => panel.changed(),
  });
  const documents = registerLogDocuments(context);
  const panel: Panel = createPanel({
    agents: () => streams.agents,
    lane: (agent) => tail.lane(agent),
    known: () => known,
    older: () => history.state,
    annotations: rows,
    handle: (message, line) => void handle(message, line).catch(report),
    ...(remembered && { remembered }),
  });

  async function choose(ids: readonly string[]): Promise<void> {
    restored = true;
    const all = await services.agents();
    known = all.filter((agent) => agent.host !== undefined).length;
    chosen = ids.flatMap((id) => all.find((agent) => agent.id === id && agent.host !== undefined) ?? []);
    rows.reset();
    history.reset();
    streams.choose(chosen);
    reported.keep(chosen);
    panel.rebuild();
    await remember();
  }

  async function remember(): Promise<void> {
    const { filter, display } = panel;
    const agents = chosen.map(({ id }) => id);
    await context.workspaceState.update(rememberedKey, { agents, filter, display } satisfies Remembered);
  }

  async function handle(message: PageMessage, line: Line | undefined): Promise<void> {
    switch (message.kind) {
      case 'filter':
      case 'display':
        await remember();
        return;
      case 'older':
        await history.page(chosen);
        return;
      case 'open':
        if (line) rows.open(line, message.open);
        panel.annotated();
        return;
      case 'remove':
        await choose(chosen.map(({ id }) => id).filter((id) => id !== message.agent));
        return;
      case 'action': {
        const agent = line && chosen[line.lane];
        const deed = agent && explainer.of(agent, line)?.deeds.get(message.id);
        if (deed) await perform(deed);
        else await performRequest(message, line, surroundings);
        return;
      }
      default:
        await performRequest(message, line, surroundings);
    }
  }

  const surroundings = {
    panel,
    history,
    streams,
    documents,
    rows,
    agents: () => chosen,
    known: () => services.agents(),
    choose,
  };
  const page = registerPage(context, panel, () => {
    // The journals of the last time are read again when the person looks, and not before.
    if (!restored) choose(remembered?.agents ?? []).catch(report);
  });

  const request = (name: CommandName) => () => handle({ kind: 'command', name }, undefined).catch(report);
  context.subscriptions.push(
    registerDocumentFeatures(),
    diagnostics,
    vscode.commands.registerCommand('nixAgents.chooseLogs', request('choose')),
    vscode.commands.registerCommand('nixAgents.clearLogs', request('clear')),
    vscode.commands.registerCommand('nixAgents.saveLogs', request('save')),
    vscode.commands.registerCommand('nixAgents.openLogs', request('document')),
    vscode.commands.registerCommand('nixAgents.goToTimeInLogs', request('goTo')),
    vscode.commands.registerCommand('nixAgents.reconnectLogs', request('retry')),
    vscode.commands.registerCommand('nixAgents.findInLogs', () => page.focusFilter()),
    vscode.commands.registerCommand('nixAgents.moveLogsToEditor', () => page.moveToEditor()),
    vscode.commands.registerCommand('nixAgents.pauseLogs', () => panel.setFollow(!panel.follow)),
    vscode.commands.registerCommand('nixAgents.wrapLogs', () => {
      panel.setDisplay({ ...panel.display, wrap: !panel.display.wrap });
      return remember();
    }),
    onFilesChanged(() => explainer.doubt()),
    { dispose: () => [streams, explainer, panel].forEach((part) => void part.dispose()) },
  );

  return {
    async show(agents) {
      restored = true;
      const all = new Set(agents);
      const same = chosen.length === all.size && chosen.every(({ id }) => all.has(id));
      await page.show();
      if (same) panel.setFollow(true);
      else await choose([...all]);
    },
  };
}
