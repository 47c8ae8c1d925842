import type { JournalOptions, JournalRequest } from '../../../hosts/src/journal/follow.ts';
import { journalOf } from '../../../hosts/src/journal/follow.ts';
import { JournalError } from '../../../hosts/src/journal/open.ts';
import { HostError } from '../../../hosts/src/ssh/host.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEntry, JournalState } from '../../../protocol/src/journal.ts';
import { type ExitStatus, exit } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import { type Backlog, backlogOf, type OtherEvent } from './backlog.ts';
import type { EntryFilter } from './filter.ts';
import type { EntryPrinter } from './format.ts';

export interface LogRequest {
  /** At most so many entries, the newest; `Infinity` for all. */
  lines: number;
  since?: string;
  filter?: EntryFilter;
}

/** Reads the journal of one agent, and tells on standard error what happens to it. */
export interface Reader {
  print: EntryPrinter;
  backlog(request: LogRequest): Promise<JournalEntry[]>;
  /** Prints entries as they come, until the command is interrupted or there is no hope of more. */
  follow(request: LogRequest): Promise<void>;
  status(): ExitStatus;
}

export function createReader(
  agent: Agent,
  print: EntryPrinter,
  connections: JournalOptions,
  { terminal, verbose }: { terminal: Terminal; verbose: boolean },
): Reader {
  let status: ExitStatus = exit.done;
  let unitMissing = false;
  const options: JournalOptions = {
    ...connections,
    onUnitMissing(reason) {
      if (!unitMissing) note(reason);
      unitMissing = true;
    },
  };
  let wasConnected = false;
  const note = (text: string) => terminal.note(`${agent.id}: ${text}`);

  function tell(event: OtherEvent): void {
    if (event.kind === 'gap') note(event.reason);
    else tellState(event.state);
  }

  function tellState(state: JournalState): void {
    switch (state.state) {
      case 'connecting':
        if (verbose) note('connecting');
        break;
      case 'connected':
        if (verbose || wasConnected) note('connected');
        wasConnected = true;
        break;
      case 'reconnecting':
        note(wasConnected ? `${state.reason} Trying again in ${Math.ceil(state.retryInMs / 1000)} s.` : state.reason);
        break;
      case 'failed':
        status = state.reachable ? exit.wrong : exit.noHost;
        note(state.reason);
        break;
    }
  }

  async function read(request: LogRequest): Promise<Backlog> {
    try {
      return await backlogOf(agent, request, options, tell);
    } catch (error) {
      if (!(error instanceof HostError || error instanceof JournalError)) throw error;
      tellState({ state: 'failed', reason: error.message, reachable: error instanceof JournalError });
      return { entries: [] };
    }
  }

  async function stream(request: JournalRequest, filter?: EntryFilter): Promise<void> {
    for await (const event of journalOf(agent, request, options)) {
      if (event.kind === 'entries') {
        const entries = filter ? event.entries.filter(filter) : event.entries;
        if (entries.length > 0) await terminal.write(await print(entries));
        continue;
      }
      tell(event);
      // A machine that was never reached most likely has another address: whoever waits for it would wait in vain.
      if (event.kind === 'state' && event.state.state === 'reconnecting' && !wasConnected) {
        status = exit.noHost;
        return;
      }
    }
  }

  return {
    print,
    status: () => (status === exit.done && unitMissing ? exit.wrong : status),
    backlog: async (request) => (await read(request)).entries,
    async follow({ lines, since, filter }) {
      if (!filter) {
        await stream({ follow: true, since, lines });
        return;
      }
      const { entries, newest } = await read({ lines, since, filter });
      if (status !== exit.done) return;
      wasConnected = false;
      await terminal.write(await print(entries));
      await stream({ follow: true, after: newest }, filter);
    },
  };
}
