import * as vscode from 'vscode';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { PageMessage } from '../../../protocol/src/logPanel.ts';
import type { OpenRows } from './annotations.ts';
import type { LogDocuments } from './documents.ts';
import type { History } from './history.ts';
import { followLink } from './links.ts';
import type { Panel } from './panel.ts';
import type { Streams } from './streams.ts';
import { textOf, textsOf } from './text.ts';
import { readTime } from './time.ts';
import type { Line } from './view/present.ts';

/** What the commands of the panel work on. */
export interface Surroundings {
  panel: Panel;
  history: History;
  streams: Streams;
  documents: LogDocuments;
  rows: OpenRows;
  agents(): readonly Agent[];
  known(): Promise<readonly Agent[]>;
  choose(ids: readonly string[]): Promise<void>;
}

/** Rows whose text is put together at once, before others get their turn. */
const piece = 5000;

/** Does what the person asked for in the page or by a command. */
export async function performRequest(message: PageMessage, line: Line | undefined, to: Surroundings): Promise<void> {
  const { panel } = to;
  switch (message.kind) {
    case 'copy':
      await vscode.env.clipboard.writeText(await textBetween(to, message.from, message.to));
      return;
    case 'link':
      await followLink(message.link);
      return;
    case 'action':
      await actOnLine(message.id, line, to);
      return;
    case 'command':
      break;
    default:
      return;
  }
  switch (message.name) {
    case 'choose':
      return chooseAgents(to);
    case 'clear':
      return panel.clear();
    case 'unclear':
      return panel.unclear();
    case 'retry':
      return to.streams.retry();
    case 'save':
      return save(to);
    case 'document': {
      const { start, end } = panel.view.rows;
      return to.documents.open(titleOf(to), await textBetween(to, start, end));
    }
    case 'goTo':
      return goToTime(to);
  }
}

async function actOnLine(id: string, line: Line | undefined, { panel, rows, documents, agents }: Surroundings) {
  if (!line) return;
  const agent = agents()[line.lane];
  const text = textOf(line, agent?.name ?? '');
  if (id === 'copy') await vscode.env.clipboard.writeText(text);
  else if (id === 'document') await documents.open(agent?.name ?? 'line', text);
  else if (id === 'unfold') panel.setDisplay({ ...panel.display, fold: false });
  else if (id === 'all') {
    rows.open(line, true);
    panel.annotated();
  }
}

async function textBetween({ panel, agents }: Surroundings, from: number, to: number): Promise<string> {
  const names = agents().map(({ name }) => name);
  const { view } = panel;
  const texts: string[] = [];
  for (let row = from; row < to; row += piece) {
    texts.push([...textsOf(view, names, row, Math.min(to, row + piece))].join(''));
    await new Promise(setImmediate);
  }
  return texts.join('');
}

function titleOf({ agents }: Surroundings): string {
  return agents()
    .map(({ name }) => name)
    .join(', ');
}

async function save(to: Surroundings): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${titleOf(to).replace(/[^\w.-]+/g, '-') || 'agents'}.agent-log`;
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the Shown Lines'),
    filters: { [vscode.l10n.t('Agent Log')]: ['agent-log', 'log', 'txt'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (!uri) return;
  const { start, end } = to.panel.view.rows;
  await vscode.workspace.fs.writeFile(uri, Buffer.from(await textBetween(to, start, end)));
  const open = vscode.l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t('The log is saved.'), open);
  if (answer === open) await vscode.window.showTextDocument(uri);
}

async function chooseAgents({ known, agents, choose }: Surroundings): Promise<void> {
  const chosen = new Set(agents().map(({ id }) => id));
  const items = (await known())
    .filter(({ host }) => host !== undefined)
    .map((agent) => ({
      label: agent.name,
      description: `${agent.user ? `${agent.user}@` : ''}${agent.host}`,
      detail: agent.group,
      picked: chosen.has(agent.id),
      id: agent.id,
    }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No agent of this workspace has a host. Say where it is in nix-agents.json.'),
    );
    return;
  }
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t('Agents Whose Logs Are Shown'),
    matchOnDescription: true,
  });
  if (picked) await choose(picked.map(({ id }) => id));
}

async function goToTime({ panel, history, agents }: Surroundings): Promise<void> {
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Go to Time'),
    prompt: vscode.l10n.t('A time of today, a date with a time, or how long ago: 14:30, 2026-11-23 14:30:05, 2h'),
    validateInput: (value) =>
      value.trim() === '' || readTime(value, new Date()) !== undefined
        ? undefined
        : vscode.l10n.t('Write a time like 14:30, 2026-11-23 14:30:05, 90 s, 20 min, 2 h or 3 d.'),
  });
  const millis = answer === undefined ? undefined : readTime(answer, new Date());
  if (millis === undefined) return;
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Reading older entries…'),
      cancellable: true,
    },
    async (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const reached = await history.reach(agents(), millis * 1000, abort.signal);
      if (!reached && !abort.signal.aborted && history.state === 'full') {
        void vscode.window.showWarningMessage(
          vscode.l10n.t('The panel has no room for entries that are so old. Clear it, or read them on the host.'),
        );
      }
    },
  );
  panel.goTo(millis * 1000);
}
