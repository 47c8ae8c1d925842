import type { JournalEntry } from '../../../protocol/src/journal.ts';
import { requireAddress } from '../agents/address.ts';
import { agentsNamed } from '../agents/resolve.ts';
import { openWorkspace } from '../agents/workspace.ts';
import { type Command, hostOptions, type Invocation, jsonOptions, workspaceOptions } from '../command.ts';
import { combined, type ExitStatus, exit, UsageError } from '../exit.ts';
import { explainer } from '../logs/causes.ts';
import { filterOf } from '../logs/filter.ts';
import { jsonPrinter, textPrinter } from '../logs/format.ts';
import { createReader, type LogRequest, type Reader } from '../logs/reader.ts';
import { withHosts } from '../ssh/pool.ts';
import type { Terminal } from '../terminal.ts';

const defaultLines = 200;
/** Characters. */
const writtenAtOnce = 64 * 1024;

export const logsCommand: Command = {
  name: 'logs',
  summary: 'Show the journal of agents',
  operands: 'AGENT…',
  least: 1,
  options: {
    ...workspaceOptions,
    follow: { type: 'boolean', short: 'f', help: 'go on with new lines, over broken connections too' },
    lines: { type: 'string', short: 'n', value: 'LINES', help: `so many lines, the newest (default: ${defaultLines})` },
    since: { type: 'string', value: 'WHEN', help: 'lines from then on, such as "2026-01-31 12:00", yesterday or 2h' },
    priority: { type: 'string', short: 'p', value: 'P', help: 'lines of this severity or worse, such as warning' },
    grep: { type: 'string', short: 'g', value: 'RE', help: 'lines whose message matches a regular expression' },
    ...jsonOptions,
    ...hostOptions,
  },
  examples: [
    { does: 'watch an agent', command: 'nix-agents logs -f agent' },
    { does: 'its last errors', command: 'nix-agents logs agent --priority error -n 20' },
    { does: 'what it did today', command: 'nix-agents logs agent --since today --grep task' },
    { does: 'messages only', command: 'nix-agents logs agent --json | jq -r .message' },
  ],
  run: logs,
};

async function logs({ operands, given, terminal, signal }: Invocation): Promise<ExitStatus> {
  const request: LogRequest = {
    lines: linesOf(given.text('lines'), given.text('since')),
    since: sinceOf(given.text('since')),
    filter: filterOf(given.text('priority'), given.text('grep')),
  };
  const { agents, service } = await openWorkspace(given);
  const wanted = agentsNamed(operands, agents);
  for (const agent of wanted) requireAddress(agent);
  return withHosts(given, terminal, signal, async (connections) => {
    const readers = wanted.map((agent) => {
      const explain = explainer(agent, service, { ...connections, signal });
      const print = given.flag('json')
        ? jsonPrinter(agent, explain)
        : textPrinter(agent, explain, wanted.length > 1, terminal.out);
      return createReader(agent, print, { ...connections, signal }, { terminal, verbose: given.flag('verbose') });
    });
    if (given.flag('follow')) await Promise.all(readers.map((reader) => reader.follow(request)));
    else await readAll(readers, request, terminal);
    return signal.aborted ? exit.interrupted : combined(readers.map((reader) => reader.status()));
  });
}

/** The entries of all agents as one, by time. */
async function readAll(readers: readonly Reader[], request: LogRequest, terminal: Terminal): Promise<void> {
  const backlogs = await Promise.all(readers.map((reader) => reader.backlog(request)));
  const rows = readers.flatMap((reader, index) => (backlogs[index] ?? []).map((entry) => ({ reader, entry })));
  if (readers.length > 1) rows.sort((a, b) => compareTimes(a.entry, b.entry));
  let text = '';
  for (const { reader, entry } of rows) {
    text += await reader.print([entry]);
    if (text.length < writtenAtOnce) continue;
    await terminal.write(text);
    text = '';
  }
  await terminal.write(text);
}

function compareTimes(a: JournalEntry, b: JournalEntry): number {
  return (
    a.timeMicros.length - b.timeMicros.length ||
    (a.timeMicros < b.timeMicros ? -1 : a.timeMicros > b.timeMicros ? 1 : 0)
  );
}

function linesOf(value: string | undefined, since: string | undefined): number {
  if (value === undefined) return since === undefined ? defaultLines : Number.POSITIVE_INFINITY;
  if (value === 'all') return Number.POSITIVE_INFINITY;
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`--lines ${value}: it is a whole number, or all.`);
  return Number(value);
}

/** What `journalctl --since` takes; ISO 8601 and short spans, which it does not know, are put in its words. */
function sinceOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (/^\d+ ?(?:s|sec|m|min|h|d|w)$/.test(value)) return `-${value}`;
  const time = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? value : `@${(time / 1000).toFixed(3)}`;
}
