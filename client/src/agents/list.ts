import * as vscode from 'vscode';
import type { ComparedFile } from '../../../hosts/src/deploy/compare.ts';
import type { Agent, AgentStatus } from '../../../protocol/src/agents.ts';
import { messageOf } from '../errors.ts';
import type { Services } from '../services.ts';
import { watchedPrompts } from '../ssh/prompts.ts';
import { machineOf } from './machine.ts';
import { createStatuses, isSilent, keyOf, type Look, type Statuses } from './statuses.ts';

/** The agents of the workspace with what is known of their hosts. */
export interface AgentList {
  /** Read from the files when they changed; empty where none can be read. */
  agents(): Promise<readonly Agent[]>;
  look(agent: Agent): Look;
  refresh: Statuses['refresh'];
  /** How an agent's files stand to those on its host, as far as that was read. */
  files(agent: Agent): readonly ComparedFile[] | undefined;
  /** Reads how they stand, of a machine that was connected to before. */
  readFiles(agent: Agent): Promise<void>;
  /** The agents themselves or what is known of them. */
  readonly onDidChange: vscode.Event<void>;
  readonly onDidChangeAgents: vscode.Event<void>;
  dispose(): void;
}

/** Who asked for a connection is told why there is none; a row of the tree is easily overlooked. */
async function tellUnreached(agents: Agent[], statuses: AgentStatus[]): Promise<void> {
  const agent = agents.find((_, index) => isSilent(statuses[index]?.state ?? 'healthy'));
  const status = statuses.find(({ id }) => id === agent?.id);
  if (!agent || !status?.detail) return;
  if (status.state === 'untrusted') {
    const message = vscode.l10n.t('{0} is not trusted.', machineOf(agent));
    await vscode.window.showErrorMessage(message, { modal: true, detail: status.detail });
    return;
  }
  const again = vscode.l10n.t('Try Again');
  if ((await vscode.window.showErrorMessage(status.detail, again)) !== again) return;
  await vscode.commands.executeCommand('nixAgents.connect', { kind: 'agent', agent });
}

export function createAgentList({ server, knowledge, hosts, log }: Services): AgentList {
  const changed = new vscode.EventEmitter<void>();
  const changedAgents = new vscode.EventEmitter<void>();
  let read: Promise<readonly Agent[]> | undefined;

  const statuses = createStatuses({
    async read(agents, { ask, signal }) {
      const [{ statusOf }, pool] = await Promise.all([hosts.engines(), hosts.pool()]);
      if (!ask) return statusOf(agents, { pool, signal });
      const ssh = watchedPrompts(hosts.prompts);
      const answer = await statusOf(agents, { pool, signal, ssh });
      if (!ssh.declined) void tellUnreached(agents, answer);
      return answer;
    },
    isKnown: (agent) => hosts.isKnown(agent),
    remember: (agent) => hosts.remember(agent),
    now: () => Date.now(),
    changed: () => changed.fire(),
    failed: (machine, error) => log.error(`${machine}: ${messageOf(error)}`),
  });

  const files = new Map<string, readonly ComparedFile[]>();
  const readFiles = async (agent: Agent) => {
    if (!agent.host || agent.secrets.length === 0 || !hosts.isKnown(agent)) return;
    try {
      const [{ compare }, pool] = await Promise.all([hosts.engines(), hosts.pool()]);
      files.set(keyOf(agent), (await compare(agent, { pool })).files);
      changed.fire();
    } catch (error) {
      log.warn(`${machineOf(agent)}: ${messageOf(error)}`);
    }
  };

  const forget = () => {
    read = undefined;
    changed.fire();
    changedAgents.fire();
  };
  const subscriptions = [
    changed,
    changedAgents,
    server.onDidChangeAgents(forget),
    server.onDidChangeState(forget),
    vscode.workspace.onDidGrantWorkspaceTrust(forget),
    { dispose: () => statuses.dispose() },
  ];

  return {
    async agents() {
      // Which machines a folder names is no business of a folder that is not trusted.
      if (!vscode.workspace.isTrusted || server.state === 'idle' || server.state === 'failed') return [];
      read ??= knowledge.agents().catch((error: unknown) => {
        log.error(`The agents could not be read: ${messageOf(error)}`);
        read = undefined;
        return [];
      });
      return read;
    },
    look: statuses.look,
    refresh: statuses.refresh,
    files: (agent) => files.get(keyOf(agent)),
    readFiles,
    onDidChange: changed.event,
    onDidChangeAgents: changedAgents.event,
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}
