import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEntry, JournalState } from '../../../protocol/src/journal.ts';
import type { PanelAgent } from '../../../protocol/src/logPanel.ts';
import type { LogServices } from './services.ts';
import type { Tail } from './tail/tail.ts';

/** Entries read at the start. */
const backlog = 1000;

/** The journals of the chosen agents, on their way into the tail. */
export interface Streams {
  /** Follows these agents and no others. */
  choose(agents: readonly Agent[]): void;
  /** Tries again what failed. */
  retry(): void;
  /** As the page shows them, in the order they were chosen in. */
  readonly agents: readonly PanelAgent[];
  dispose(): void;
}

interface Stream {
  agent: Agent;
  abort: AbortController;
  shown: PanelAgent;
}

export function createStreams(
  tail: Tail,
  services: Pick<LogServices, 'follow'>,
  on: { entries(agent: Agent, entries: readonly JournalEntry[]): void; state(): void },
): Streams {
  let streams: Stream[] = [];

  function start(agent: Agent): Stream {
    const stream: Stream = {
      agent,
      abort: new AbortController(),
      shown: { id: agent.id, name: agent.name, machine: machineOf(agent), state: 'connecting' },
    };
    run(stream).catch((error: unknown) => {
      if (stream.abort.signal.aborted) return;
      show(stream, { state: 'failed', reason: messageOf(error), reachable: false });
    });
    return stream;
  }

  async function run({ agent, abort, shown }: Stream): Promise<void> {
    const lane = tail.lane(agent.id);
    const request = { lines: backlog, follow: true, ...(lane.lastCursor && { after: lane.lastCursor }) };
    for await (const event of services.follow(agent, request, abort.signal)) {
      if (abort.signal.aborted) return;
      if (event.kind === 'entries') {
        const last = event.entries.at(-1);
        if (!last) continue;
        tail.append(agent.id, event.entries);
        shown.lastEntry = Number(last.timeMicros);
        on.entries(agent, event.entries);
      } else if (event.kind === 'gap') {
        lane.gaps.set(lane.end, event.reason);
      } else {
        const stream = streams.find((candidate) => candidate.abort === abort);
        if (stream) show(stream, event.state);
      }
    }
  }

  function show(stream: Stream, state: JournalState): void {
    const { shown } = stream;
    shown.state = state.state;
    shown.reason = 'reason' in state ? state.reason : undefined;
    shown.retryAt = state.state === 'reconnecting' ? Date.now() + state.retryInMs : undefined;
    if (state.state === 'connected') shown.connectedAt = Date.now();
    on.state();
  }

  return {
    choose(agents) {
      const kept = new Map(streams.map((stream) => [stream.agent.id, stream]));
      streams = agents.map((agent) => {
        const stream = kept.get(agent.id);
        kept.delete(agent.id);
        return stream ?? start(agent);
      });
      for (const { abort, agent } of kept.values()) {
        abort.abort();
        tail.remove(agent.id);
      }
      on.state();
    },
    retry() {
      streams = streams.map((stream) => {
        if (stream.shown.state === 'connected' || stream.shown.state === 'connecting') return stream;
        stream.abort.abort();
        const again = start(stream.agent);
        if (stream.shown.lastEntry !== undefined) again.shown.lastEntry = stream.shown.lastEntry;
        return again;
      });
      on.state();
    },
    get agents() {
      return streams.map((stream) => stream.shown);
    },
    dispose() {
      for (const { abort } of streams) abort.abort();
      streams = [];
    },
  };
}

function machineOf({ host, port, user }: Agent): string {
  return `${user ? `${user}@` : ''}${host ?? ''}${port && port !== 22 ? `:${port}` : ''}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
