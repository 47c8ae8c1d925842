import * as vscode from 'vscode';
import { type Agents, hasHost } from './agents/index.ts';
import type { Node } from './agents/tree.ts';
import { isTurn } from './agents/turns.ts';
import { registerCommand } from './commands.ts';
import type { Logs } from './logs/index.ts';
import type { LogServices } from './logs/services.ts';
import type { Services } from './services.ts';

/** A service that changes its state says so in several lines; the host is asked after the last of them. */
const settleMs = 500;

/** What the log panel asks of the hosts and the files. */
export function createLogServices({ hosts, knowledge }: Services, agents: Agents): LogServices {
  return {
    agents: () => agents.agents(),
    async *follow(agent, request, signal) {
      let soon: NodeJS.Timeout | undefined;
      let news = Number.POSITIVE_INFINITY;
      const [{ journalOf }, pool] = await Promise.all([hosts.engines(), hosts.pool()]);
      for await (const event of journalOf(agent, request, { pool, ssh: hosts.prompts, signal })) {
        if (event.kind === 'state' && event.state.state === 'connected') {
          await hosts.remember(agent);
          // What is older than the connection is no news.
          news = Date.now() * 1000;
        }
        if (event.kind === 'entries') {
          const recent = event.entries.filter(({ timeMicros }) => Number(timeMicros) >= news);
          if (isTurn(recent)) {
            clearTimeout(soon);
            soon = setTimeout(() => void agents.refresh([agent], 'command'), settleMs);
          }
        }
        yield event;
      }
    },
    async before(agent, cursor, lines, signal) {
      const [{ olderEntries }, pool] = await Promise.all([hosts.engines(), hosts.pool()]);
      return olderEntries(agent, { before: cursor, lines }, { pool, ssh: hosts.prompts, signal });
    },
    insightOf: async (message) => (await hosts.engines()).insightOf(message),
    locate: (question) => knowledge.locate(question),
    async deployedSha256(agent, signal) {
      const [{ deployedFiles }, pool] = await Promise.all([hosts.engines(), hosts.pool()]);
      const files = await deployedFiles(agent, { pool, ssh: hosts.prompts, signal });
      return Object.fromEntries(files.flatMap(({ name, sha256 }) => (sha256 ? [[name, sha256]] : [])));
    },
  };
}

/** **Show Logs** of the selected agents, or of those that the person picks. */
export function registerShowLogs(services: Services, agents: Agents, logs: Logs): void {
  registerCommand(services, 'nixAgents.showLogs', async (node?: Node, selection?: Node[]) => {
    const title = vscode.l10n.t('Show the Logs of Agents');
    const chosen = await agents.choose(node, selection, { title, many: true, suits: hasHost });
    if (chosen.length > 0) await logs.show(chosen.map((agent) => agent.id));
  });
}
