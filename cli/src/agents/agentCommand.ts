import type { StatusOptions } from '../../../hosts/src/host/status.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import { type Command, hostOptions, jsonOptions, workspaceOptions } from '../command.ts';
import { exit } from '../exit.ts';
import { withHosts } from '../ssh/pool.ts';
import { harmless, type Style } from '../terminal.ts';
import { requireAddress } from './address.ts';
import { agentsNamed } from './resolve.ts';
import { openWorkspace } from './workspace.ts';

/** A command that asks the host of one agent for something and prints the answer. */
export interface AgentCommand<Answer extends { agent: string; summary: string }>
  extends Pick<Command, 'name' | 'summary' | 'examples'> {
  /** @throws HostError */
  ask(agent: Agent, options: StatusOptions): Promise<Answer>;
  isGood(answer: Answer): boolean;
  /** What is printed below the agent and the summary. */
  details(answer: Answer, style: Style): string;
}

export function agentCommand<Answer extends { agent: string; summary: string }>(of: AgentCommand<Answer>): Command {
  const { name, summary, examples } = of;
  return {
    ...{ name, summary, examples, operands: 'AGENT', least: 1, most: 1 },
    options: { ...workspaceOptions, ...jsonOptions, ...hostOptions },
    async run({ operands, given, terminal, signal }) {
      const { agents } = await openWorkspace(given);
      const [agent] = agentsNamed(operands, agents);
      if (!agent) return exit.notRun;
      requireAddress(agent);
      const answer = await withHosts(given, terminal, signal, (hosts) => of.ask(agent, { ...hosts, signal }));
      const style = terminal.out;
      const text = `${style.bold(harmless(answer.agent))}: ${harmless(answer.summary)}\n${of.details(answer, style)}`;
      await terminal.write(given.flag('json') ? `${JSON.stringify(answer, null, 2)}\n` : text);
      return of.isGood(answer) ? exit.done : exit.wrong;
    },
  };
}

/** What an agent said, line by line. */
export function saidLines(lines: readonly string[], style: Style): string {
  return lines.map((line) => `    ${style.dim('|')} ${harmless(line)}\n`).join('');
}
