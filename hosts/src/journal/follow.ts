import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent, Service } from '../../../protocol/src/agents.ts';
import type { JournalEntry, JournalEvent } from '../../../protocol/src/journal.ts';
import { madeAnew } from '../ssh/explain.ts';
import { type Host, HostError } from '../ssh/host.ts';
import type { HostPool } from '../ssh/pool.ts';
import type { SshPrompts } from '../ssh/prompts.ts';
import { retryDelay } from './backoff.ts';
import { entryOf } from './entry.ts';
import { createExportDecoder } from './exportFormat.ts';
import { JournalError, openJournal } from './open.ts';
import { followScript, scopeOf, timeOfCursor, unitOptions } from './script.ts';
import { serviceOf, unitsOf } from './sources.ts';

export interface JournalRequest {
  /** Entries before now, `Infinity` for all; default 200, or all where `since` is given. */
  lines?: number;
  /** As `journalctl --since` takes it. */
  since?: string;
  /** Ends after the backlog when false. */
  follow: boolean;
  /** Resume after this entry: its cursor. */
  after?: string;
}

export interface JournalOptions {
  pool: HostPool;
  ssh?: SshPrompts;
  signal: AbortSignal;
  /** Is told, as a sentence for a person, where the host has no such unit; one that comes later is followed all the same. */
  onUnitMissing?: (reason: string) => void;
}

const defaultLines = 200;
/** After so many milliseconds a connection is taken to have been a good one. */
const stableMs = 10_000;

/** What a broken connection leaves behind for the next one. */
interface Progress {
  /** Of the last entry that was given out, or of the point in the journal that following began at; `''` before that. */
  cursor: string;
  /** The entry of `cursor` was not given out and is wanted. */
  wanted: boolean;
  /** The host had no journal at all when following began: whatever it has later is new. */
  fromNothing: boolean;
  /** Where a gap was told last. */
  gapAt?: string;
}

/**
 * An agent's journal: its unit, the unit that restarts it, our deployments to it, and what systemd says of these.
 * Reconnects by itself as long as `follow` is asked for, and gives every entry once. Ends when `signal` is aborted, after the
 * backlog where nothing is followed, and after a `failed` state.
 */
export async function* journalOf(
  agent: Agent,
  request: JournalRequest,
  options: JournalOptions,
): AsyncGenerator<JournalEvent, void> {
  const { signal } = options;
  const progress: Progress = { cursor: request.after ?? '', wanted: false, fromNothing: false };
  let failures = 0;
  while (!signal.aborted) {
    yield { kind: 'state', state: { state: 'connecting' } };
    let reason: string;
    let connectedAt: number | undefined;
    try {
      const host = await options.pool.connect(agent, { prompts: options.ssh, signal });
      for await (const event of attached(host, agent, request, progress, options)) {
        connectedAt ??= performance.now();
        yield event;
      }
      if (signal.aborted || !request.follow) return;
      reason = `journalctl on ${host.label} ended.`;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof HostError || error instanceof JournalError)) throw error;
      if (!request.follow || !mayPass(error, connectedAt !== undefined)) {
        const reachable = error instanceof JournalError;
        yield { kind: 'state', state: { state: 'failed', reason: error.message, reachable } };
        return;
      }
      reason = error.message.replace(madeAnew, '');
    }
    const lasted = connectedAt !== undefined && performance.now() - connectedAt > stableMs;
    failures = lasted ? 1 : failures + 1;
    const retryInMs = retryDelay(failures);
    yield { kind: 'state', state: { state: 'reconnecting', retryInMs, reason } };
    await sleep(retryInMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether the same may succeed later without anybody changing something; a journalctl that had begun to read may. */
function mayPass(error: HostError | JournalError, connected: boolean): boolean {
  return error instanceof HostError ? ['unreachable', 'lost', 'timeout'].includes(error.kind) : connected;
}

/** One connection's share of the journal: from where `progress` stands to the end of the stream. */
async function* attached(
  host: Host,
  agent: Agent,
  request: JournalRequest,
  progress: Progress,
  { signal, onUnitMissing }: JournalOptions,
): AsyncGenerator<JournalEvent, void> {
  const service = serviceOf(agent);
  const units = unitsOf(agent);
  const resumed = progress.cursor !== '';
  const args = followArguments(service, units, request, progress);
  const opened = await openJournal(host, followScript, args, { host, service, since: request.since }, signal);
  const [unit, how, cursor = ''] = opened.head.split(' ');
  const known = new Set(units);
  // What is written while the backlog is read is no part of it.
  let left = request.follow || resumed ? Number.POSITIVE_INFINITY : linesOf(request);
  let entries: JournalEntry[] = [];
  if (!resumed) Object.assign(progress, { cursor, wanted: how === 'from', fromNothing: how === 'empty' });
  let last = progress.wanted ? '' : cursor;
  const decode = createExportDecoder((raw) => {
    const entry = entryOf(raw, known);
    if (entry.cursor === last || left === 0) return;
    left -= 1;
    last = entry.cursor;
    entries.push(entry);
  });
  yield { kind: 'state', state: { state: 'connected' } };
  if (unit === 'missing') {
    onUnitMissing?.(
      `There is no unit ${service.name} on ${host.label}. Install the agent there first, or name its unit as "unit" in nix-agents.json.`,
    );
  }
  if (how === 'gone' && progress.gapAt !== cursor) {
    progress.gapAt = cursor;
    yield {
      kind: 'gap',
      reason: `The journal of ${host.label} no longer has the entry that this log stopped at: it was rotated or cleared, and lines before the next one may be missing.`,
    };
  }
  for await (const piece of opened.pieces) {
    decode(piece);
    if (entries.length === 0) continue;
    const batch = entries;
    entries = [];
    Object.assign(progress, { cursor: last, wanted: false });
    yield { kind: 'entries', entries: batch };
  }
  await opened.ended();
}

function linesOf({ lines, since }: JournalRequest): number {
  return lines ?? (since ? Number.POSITIVE_INFINITY : defaultLines);
}

function followArguments(service: Service, units: string[], request: JournalRequest, progress: Progress): string[] {
  const lines = progress.fromNothing ? Number.POSITIVE_INFINITY : linesOf(request);
  return [
    scopeOf(service),
    progress.cursor,
    timeOfCursor(progress.cursor),
    Number.isFinite(lines) ? String(lines) : 'all',
    request.since ?? '',
    request.follow ? 'follow' : 'end',
    service.name,
    ...unitOptions(service, units),
  ];
}
