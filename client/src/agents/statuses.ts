import { inParallel } from '../../../hosts/src/host/parallel.ts';
import type { Agent, AgentState, AgentStatus } from '../../../protocol/src/agents.ts';
import { groupBy } from '../group.ts';
import { machineOf } from './machine.ts';

/** What is known of an agent's state on its host. */
export type Look =
  /** Its machine was never connected to, and is not contacted unasked. */
  | { kind: 'not-connected' }
  | { kind: 'reading'; last?: AgentStatus }
  | { kind: 'read'; status: AgentStatus; at: number };

export interface StatusSource {
  /** The states of agents of one machine; `ask` lets it ask the person. */
  read(agents: Agent[], options: { ask: boolean; signal: AbortSignal }): Promise<AgentStatus[]>;
  isKnown(agent: Agent): boolean;
  remember(agent: Agent): Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The looks of these agents changed. */
  changed(agents: Agent[]): void;
  /** A machine's states could not be read for a reason that is no state. */
  failed(machine: string, error: unknown): void;
}

export interface Statuses {
  look(agent: Agent): Look;
  /**
   * Reads the states of agents, one command a machine. `background` contacts only machines that were connected to
   * before, and leaves out those that do not answer for a growing while; `ask` may put questions to the person.
   */
  refresh(agents: readonly Agent[], how: 'background' | 'command' | 'ask'): Promise<void>;
  dispose(): void;
}

/** Whether a state says that the machine itself was not reached. */
export function isSilent(state: AgentState): boolean {
  return state === 'unreachable' || state === 'untrusted' || state === 'unknown';
}

const machinesAtOnce = 8;
const firstPauseMs = 60_000;
const longestPauseMs = 15 * 60_000;

export const keyOf = (agent: Agent): string => `${agent.workspace}\n${agent.id}`;

export function createStatuses(source: StatusSource): Statuses {
  const looks = new Map<string, Look>();
  const pauses = new Map<string, { until: number; ms: number }>();
  const running = new Map<string, Promise<void>>();
  const stop = new AbortController();

  const look = (agent: Agent): Look => {
    if (!agent.host) {
      return { kind: 'read', status: { id: agent.id, name: agent.name, state: 'no-address' }, at: 0 };
    }
    return looks.get(keyOf(agent)) ?? { kind: 'not-connected' };
  };
  const lastOf = (agent: Agent): AgentStatus | undefined => {
    const current = looks.get(keyOf(agent));
    return current?.kind === 'read' ? current.status : current?.kind === 'reading' ? current.last : undefined;
  };
  const pauseAfter = (machine: string, answered: boolean) => {
    if (answered) {
      pauses.delete(machine);
      return;
    }
    const ms = Math.min((pauses.get(machine)?.ms ?? firstPauseMs / 2) * 2, longestPauseMs);
    pauses.set(machine, { until: source.now() + ms, ms });
  };

  const readMachine = async (machine: string, agents: Agent[], ask: boolean) => {
    const before = new Map(agents.map((agent) => [keyOf(agent), lastOf(agent)]));
    for (const agent of agents) {
      const last = before.get(keyOf(agent));
      looks.set(keyOf(agent), last ? { kind: 'reading', last } : { kind: 'reading' });
    }
    source.changed(agents);
    try {
      const statuses = await source.read(agents, { ask, signal: stop.signal });
      const at = source.now();
      agents.forEach((agent, index) => {
        const status = statuses[index];
        if (status) looks.set(keyOf(agent), { kind: 'read', status, at });
      });
      const answered = statuses.some(({ state }) => !isSilent(state));
      pauseAfter(machine, answered);
      const [first] = agents;
      if (answered && first) await source.remember(first);
    } catch (error) {
      for (const agent of agents) {
        const last = before.get(keyOf(agent));
        if (last) looks.set(keyOf(agent), { kind: 'read', status: last, at: source.now() });
        else looks.delete(keyOf(agent));
      }
      if (!stop.signal.aborted) source.failed(machine, error);
    }
    if (!stop.signal.aborted) source.changed(agents);
  };

  return {
    look,
    async refresh(agents, how) {
      const machines = groupBy(
        agents.filter((agent) => agent.host),
        machineOf,
      );
      await inParallel(machinesAtOnce, [...machines], async ([machine, those]) => {
        const [first] = those;
        if (!first) return;
        if (how !== 'ask' && !source.isKnown(first)) return;
        if (how === 'background' && (pauses.get(machine)?.until ?? 0) > source.now()) return;
        // One read a machine at a time; a question to the person waits for a silent read to end and then asks.
        const current = running.get(machine);
        if (current && how !== 'ask') {
          await current;
          return;
        }
        const next = (current ?? Promise.resolve())
          .then(() => readMachine(machine, those, how === 'ask'))
          .finally(() => running.get(machine) === next && running.delete(machine));
        running.set(machine, next);
        await next;
      });
    },
    dispose: () => stop.abort(),
  };
}
