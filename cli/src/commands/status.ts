import { statusOf } from '../../../hosts/src/host/status.ts';
import type { AgentState, AgentStatus } from '../../../protocol/src/agents.ts';
import { agentsNamed } from '../agents/resolve.ts';
import { openWorkspace } from '../agents/workspace.ts';
import { type Command, hostOptions, type Invocation, jsonOptions, workspaceOptions } from '../command.ts';
import { combined, type ExitStatus, exit } from '../exit.ts';
import { withHosts } from '../ssh/pool.ts';
import { harmless, type Style } from '../terminal.ts';

export const statusCommand: Command = {
  name: 'status',
  summary: 'Ask the hosts how their agents are',
  operands: '[AGENT…]',
  options: { ...workspaceOptions, ...jsonOptions, ...hostOptions },
  examples: [
    { does: 'all agents', command: 'nix-agents status' },
    { does: 'two of them', command: 'nix-agents status agent staging/agent' },
    { does: 'wait until an agent is healthy', command: 'until nix-agents status agent; do sleep 5; done' },
  ],
  run: status,
};

async function status({ operands, given, terminal, signal }: Invocation): Promise<ExitStatus> {
  const { agents } = await openWorkspace(given);
  const wanted = agentsNamed(operands, agents);
  const answers = await withHosts(given, terminal, signal, (connections) =>
    statusOf(wanted, { ...connections, signal }),
  );
  if (signal.aborted) return exit.interrupted;
  if (given.flag('json')) await terminal.write(`${JSON.stringify(answers.map(asJson), null, 2)}\n`);
  else if (answers.length === 0) terminal.note('No agent is defined here.');
  else await terminal.write(answers.map((answer) => asText(answer, terminal.out)).join(''));
  return combined(answers.map(({ state }) => statusOfState(state)));
}

function asJson({ id, name, state, since, detail }: AgentStatus): AgentStatus {
  return { id, name, state, ...(since && { since }), ...(detail && { detail }) };
}

function asText({ id, state, since, detail }: AgentStatus, style: Style): string {
  const when = since ? style.dim(` since ${localTime(since)}`) : '';
  const head = `${markOf(state, style)} ${style.bold(harmless(id))}  ${state}${when}\n`;
  return detail ? `${head}    ${harmless(detail)}\n` : head;
}

function markOf(state: AgentState, style: Style): string {
  if (state === 'healthy') return style.green('●');
  if (state === 'starting' || state === 'unknown') return style.yellow('●');
  if (state === 'stopped' || state === 'no-address' || state === 'not-installed') return style.dim('○');
  return style.red('●');
}

function statusOfState(state: AgentState): ExitStatus {
  switch (state) {
    case 'healthy':
      return exit.done;
    case 'unreachable':
    case 'untrusted':
      return exit.noHost;
    case 'no-address':
      return exit.notRun;
    default:
      return exit.wrong;
  }
}

function localTime(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}
