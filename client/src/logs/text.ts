import { foldKey } from './view/foldKey.ts';
import { withoutEscapes } from './view/matcher.ts';
import { type Line, lineAt } from './view/present.ts';
import type { View } from './view/view.ts';

/** A line as it stands in a text: `journalctl -o short-iso-precise` with the agent's name where the host's stands. */
export function textOf(line: Line, agent: string): string {
  const unit = line.unit.replace(/\.service$/, '');
  const source = line.pid === undefined ? unit : `${unit}[${line.pid}]`;
  return `${isoTime(line.time)} ${agent} ${source}: ${withoutEscapes(line.message)}`;
}

/** Rows as text, each line of a fold included, in pieces that end with a line break. */
export function* textsOf(view: View, agents: readonly string[], from: number, to: number): Generator<string> {
  const { rows } = view;
  for (let row = Math.max(from, rows.start); row < Math.min(to, rows.end); row++) {
    const lane = rows.lane(row);
    const first = rows.line(row);
    const last = rows.repeats.get(row)?.last ?? first;
    const head = lineAt(view, lane, first);
    if (!head) continue;
    yield `${textOf(head, agents[lane] ?? '')}\n`;
    if (last === first) continue;
    const key = foldKey(head.message);
    for (let number = first + 1; number <= last; number++) {
      // Lines that the filter leaves out may stand between those of a fold.
      const line = lineAt(view, lane, number);
      if (line && foldKey(line.message) === key) yield `${textOf(line, agents[lane] ?? '')}\n`;
    }
  }
}

/** Local time with its offset and microseconds. */
function isoTime(micros: number): string {
  const date = new Date(micros / 1000);
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const fraction = String(Math.floor(micros) % 1_000_000).padStart(6, '0');
  const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offset) % 60).padStart(2, '0');
  return `${local}.${fraction}${offset < 0 ? '-' : '+'}${hours}${minutes}`;
}
