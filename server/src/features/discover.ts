import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type CancellationToken, type Connection, MessageType, ShowMessageNotification } from 'vscode-languageserver';
import { contentOf, readDiscovered, writeDiscovered } from '../discover/cache.ts';
import { type Discovered, discover } from '../discover/discover.ts';
import type { Workspace } from '../workspace.ts';

/** Discovers the agents of a workspace, shows how far it is, and tells what came of it. Either token ends it. */
export async function runDiscovery(
  connection: Connection,
  workspace: Workspace,
  token: CancellationToken,
): Promise<void> {
  const progress = await connection.window.createWorkDoneProgress();
  const ended = new AbortController();
  const subscriptions = [token, progress.token].map((each) => each.onCancellationRequested(() => ended.abort()));
  progress.begin('Discovering agents', undefined, undefined, true);
  try {
    const { found, problems } = await discoverAll(workspace.roots(), ended.signal, (folder) =>
      progress.report(`Nix evaluates the hosts of ${basename(folder)}`),
    );
    if (found.length > 0) {
      await workspace.load();
      workspace.setDiscovered(found);
      tell(connection, MessageType.Info, summaryOf(workspace, found));
    }
    if (problems.length > 0) tell(connection, MessageType.Warning, problems.join('\n'));
  } catch (error) {
    if (!ended.signal.aborted) throw error;
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
    progress.done();
  }
}

function tell(connection: Connection, type: MessageType, message: string): void {
  void connection.sendNotification(ShowMessageNotification.type, { type, message });
}

function summaryOf(workspace: Workspace, found: readonly Discovered[]): string {
  const agents = workspace
    .agents()
    .filter(({ provenance }) => Object.values(provenance).some(({ origin }) => origin === 'evaluated')).length;
  const hosts = found.reduce((sum, each) => sum + each.hosts.length, 0);
  return `${count(agents, 'agent')} discovered on ${count(hosts, 'host')}.`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

/** What was found in folders, and what a person is told of it. */
interface Discovery {
  found: Discovered[];
  problems: string[];
}

/** Evaluates the flakes of folders, but for those whose content is the same as when it was last done. */
async function discoverAll(
  folders: readonly string[],
  signal: AbortSignal,
  onFolder: (folder: string) => void,
): Promise<Discovery> {
  const found: Discovered[] = [];
  const problems: string[] = [];
  let flakes = 0;
  for (const folder of folders) {
    const there = await access(join(folder, 'flake.nix')).then(
      () => true,
      () => false,
    );
    if (!there) continue;
    flakes++;
    onFolder(folder);
    try {
      const content = await contentOf(folder);
      let discovered = await readDiscovered(folder);
      if (!discovered) {
        discovered = await discover(folder, signal);
        if (content !== undefined && discovered.broken.length === 0) await writeDiscovered(discovered, content);
      }
      found.push(discovered);
      for (const name of discovered.broken) {
        problems.push(`${name} could not be evaluated. Run nix eval ${folder}#${name} to see why.`);
      }
    } catch (error) {
      if (signal.aborted) throw error;
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (flakes === 0)
    problems.push('No folder of the workspace has a flake.nix at its top, in which agents could be discovered.');
  return { found, problems };
}
