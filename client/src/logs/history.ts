import type { Agent } from '../../../protocol/src/agents.ts';
import type { PanelState } from '../../../protocol/src/logPanel.ts';
import type { LogServices } from './services.ts';
import type { Tail } from './tail/tail.ts';

/** Lines of a page of older entries. */
const pageLines = 2000;
/** Pages that a jump to a time may read at most, before the person is asked for a nearer one. */
const mostPages = 200;

/** Entries from before the tail, read from the hosts as one scrolls up. */
export interface History {
  readonly state: PanelState['older'];
  /** Reads one page of each agent. */
  page(agents: readonly Agent[]): Promise<void>;
  /** Reads pages until a time is reached; `false` when the tail is full or the journals begin later. */
  reach(agents: readonly Agent[], time: number, signal: AbortSignal): Promise<boolean>;
  /** Other agents were chosen. */
  reset(): void;
}

export function createHistory(
  tail: Tail,
  services: Pick<LogServices, 'before'>,
  on: { state(): void; grown(): void; failed(error: unknown): void },
): History {
  let state: PanelState['older'] = 'some';
  /** The tail has no room for older entries. */
  let full = false;
  let abort = new AbortController();
  const ended = new Set<string>();

  function setState(next: PanelState['older']): void {
    state = next;
    on.state();
  }

  /** @returns whether lines came */
  async function pageOf(agent: Agent, signal: AbortSignal): Promise<boolean> {
    const { cursor } = tail.lane(agent.id);
    if (cursor === undefined || ended.has(agent.id)) return false;
    const entries = await services.before(agent, cursor, pageLines, signal);
    if (signal.aborted) return false;
    if (entries.length < pageLines) ended.add(agent.id);
    if (entries.length === 0) return false;
    if (!tail.prepend(agent.id, entries)) {
      full = true;
      setState('full');
      return false;
    }
    return true;
  }

  async function page(agents: readonly Agent[]): Promise<void> {
    if (state === 'loading' || full) return;
    setState('loading');
    const { signal } = abort;
    try {
      const came = await Promise.all(agents.map((agent) => pageOf(agent, signal)));
      if (signal.aborted) return;
      if (came.includes(true)) on.grown();
    } catch (error) {
      if (!signal.aborted) on.failed(error);
    } finally {
      if (!signal.aborted && !full) setState(agents.every((agent) => ended.has(agent.id)) ? 'none' : 'some');
    }
  }

  return {
    get state() {
      return state;
    },
    page,
    async reach(agents, time, signal) {
      for (let pages = 0; pages < mostPages && !signal.aborted; pages++) {
        const behind = agents.filter((agent) => {
          const lane = tail.lane(agent.id);
          return !ended.has(agent.id) && lane.length > 0 && (lane.timeOf(lane.first) ?? 0) > time;
        });
        if (behind.length === 0) return true;
        await page(behind);
        if (full) return false;
      }
      return false;
    },
    reset() {
      abort.abort();
      abort = new AbortController();
      ended.clear();
      full = false;
      setState('some');
    },
  };
}
