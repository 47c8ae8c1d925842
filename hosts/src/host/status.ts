import type { Agent, AgentStatus } from '../../../protocol/src/agents.ts';
import { serviceOf } from '../journal/sources.ts';
import { type Host, HostError } from '../ssh/host.ts';
import type { HostPool } from '../ssh/pool.ts';
import type { SshPrompts } from '../ssh/prompts.ts';
import { howToAddress } from './address.ts';
import { inParallel } from './parallel.ts';
import { readyMessage } from './ready.ts';
import { parseServiceReports, type ServiceReport, serviceScript } from './serviceReport.ts';
import { stateOf } from './serviceState.ts';

export interface StatusOptions {
  pool: HostPool;
  ssh?: SshPrompts;
  signal?: AbortSignal;
}

/** Machines that are asked at the same time. */
const machinesAtOnce = 8;
const timeoutMs = 30_000;

/** The state of each agent, in the order given, by one command a machine. What keeps a host from answering is a state and not an exception. */
export async function statusOf(agents: Agent[], options: StatusOptions): Promise<AgentStatus[]> {
  const byMachine = new Map<string, Agent[]>();
  const answers = new Map<Agent, AgentStatus>();
  for (const agent of agents) {
    if (!agent.host) {
      answers.set(agent, withoutAddress(agent));
      continue;
    }
    const key = JSON.stringify([agent.host, agent.port, agent.user]);
    byMachine.set(key, [...(byMachine.get(key) ?? []), agent]);
  }
  await inParallel(machinesAtOnce, [...byMachine.values()], async (group) => {
    for (const [agent, status] of await statusOfMachine(group, options)) answers.set(agent, status);
  });
  return agents.map((agent) => answers.get(agent) ?? { id: agent.id, name: agent.name, state: 'unknown' });
}

async function statusOfMachine(agents: Agent[], options: StatusOptions): Promise<[Agent, AgentStatus][]> {
  const [first] = agents;
  if (!first) return [];
  try {
    const host = await options.pool.connect(first, { prompts: options.ssh, signal: options.signal });
    const services = agents.map((agent) => ({ ...serviceOf(agent), ready: readyMessage(agent) }));
    const args = services.flatMap(({ manager, name, ready }) => [manager, name, ready]);
    const result = await host.run(serviceScript, { args, timeoutMs, signal: options.signal });
    const reports = parseServiceReports(result.stdout);
    return agents.map((agent, index) => [agent, judged(agent, host, reports[index])]);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const state = error.kind === 'untrusted' ? 'untrusted' : 'unreachable';
    return agents.map((agent) => [agent, { id: agent.id, name: agent.name, state, detail: error.message }]);
  }
}

function judged(agent: Agent, host: Host, report: ServiceReport | undefined): AgentStatus {
  const service = serviceOf(agent);
  if (!report) {
    const detail = `${host.label} did not answer what was asked about ${service.name}.`;
    return { id: agent.id, name: agent.name, state: 'unknown', detail };
  }
  return { id: agent.id, name: agent.name, ...stateOf(report, { kind: agent.kind, service, host: host.label }) };
}

function withoutAddress(agent: Agent): AgentStatus {
  return { id: agent.id, name: agent.name, state: 'no-address', detail: howToAddress(agent) };
}
