import type { Entry, Journal } from './journal.ts';
import { formatter } from './journalFormat.ts';
import { type Options, readOptions } from './options.ts';
import { parseTime } from './time.ts';
import type { Call } from './tool.ts';

const withValue = {
  o: 'output',
  n: 'lines',
  u: 'unit',
  S: 'since',
  U: 'until',
  c: 'cursor',
  p: 'priority',
  b: 'boot',
};
const valued = [...Object.values(withValue), 'output-fields', 'user-unit', 'after-cursor'];
const flags = { q: 'quiet', f: 'follow', r: 'reverse', a: 'all', e: 'pager-end' };

/** The part of journalctl that programs use: which entries, in which form, and following. */
export function journalctl(journal: Journal, call: Call): void {
  const options = readOptions(call.args, { short: { ...withValue, ...flags }, valued });
  if (options.has('sync') || options.has('flush')) {
    call.exit(0);
    return;
  }
  const since = timeOption(options, 'since', call);
  const until = timeOption(options, 'until', call);
  if (since === false || until === false) {
    return;
  }
  const wanted = filter(options);
  const format = formatter(options);
  const found = journal.entries.filter(
    (entry) =>
      wanted(entry) &&
      (since === undefined || entry.realtime >= since) &&
      (until === undefined || entry.realtime <= until),
  );
  const selected = select(found, journal, options);
  call.out(Buffer.concat(selected.map(format)));
  if (!options.has('follow')) {
    call.exit(0);
    return;
  }
  const stop = journal.onAppend((entry) => {
    if (wanted(entry)) {
      call.out(format(entry));
    }
  });
  call.onEnd(stop);
}

function timeOption(options: Options, name: string, call: Call): number | undefined | false {
  const text = options.value(name);
  if (text === undefined) {
    return undefined;
  }
  const time = parseTime(text, Date.now());
  if (time === undefined) {
    call.err(`Failed to parse timestamp: ${text}\n`);
    call.exit(1);
    return false;
  }
  return time;
}

/** Units are alternatives to each other; `FIELD=value` arguments of different fields hold together. */
function filter(options: Options): (entry: Entry) => boolean {
  const units = [...options.values('unit'), ...options.values('user-unit')].map((unit) =>
    unit.includes('.') ? unit : `${unit}.service`,
  );
  const matches = new Map<string, string[]>();
  for (const word of options.rest) {
    const [field = '', ...value] = word.split('=');
    matches.set(field, [...(matches.get(field) ?? []), value.join('=')]);
  }
  return ({ fields }) =>
    (units.length === 0 ||
      units.includes(fields._SYSTEMD_UNIT ?? '') ||
      (fields._PID === '1' && units.includes(fields.UNIT ?? ''))) &&
    [...matches].every(([field, values]) => values.includes(fields[field] ?? ''));
}

function select(found: Entry[], journal: Journal, options: Options): Entry[] {
  const asked = options.value('lines');
  const lines =
    asked === undefined
      ? options.has('follow') && !options.has('no-tail')
        ? 10
        : Number.POSITIVE_INFINITY
      : asked === 'all'
        ? Number.POSITIVE_INFINITY
        : Number(asked);
  const cursor = options.value('cursor') ?? options.value('after-cursor');
  const start = cursor === undefined ? undefined : numberOf(cursor, journal);
  const inclusive = options.has('cursor');
  if (options.has('reverse')) {
    const before =
      start === undefined ? found : found.filter(({ number }) => number < start || (inclusive && number === start));
    return before.reverse().slice(0, lines);
  }
  if (start !== undefined) {
    return found.filter(({ number }) => number > start || (inclusive && number === start)).slice(0, lines);
  }
  return lines === 0 ? [] : found.slice(-lines);
}

/** The number of a cursor's entry, also where it was of another journal: then by its time. */
function numberOf(cursor: string, journal: Journal): number {
  const known = journal.entries.find((entry) => entry.cursor === cursor);
  const time = Number.parseInt(/(?:^|;)t=([0-9a-f]+)/.exec(cursor)?.[1] ?? '0', 16);
  return known?.number ?? journal.entries.find((entry) => entry.realtime >= time)?.number ?? 0;
}
