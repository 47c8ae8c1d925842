import type { LogDetail, LogRow } from '../../../../protocol/src/logPanel.ts';
import { type Chunk, severities } from '../tail/chunk.ts';
import { levelOfSeverity } from './matcher.ts';
import { partsOf } from './parts.ts';
import { contextFlag } from './rowIndex.ts';
import type { View } from './view.ts';

/** One line in full. */
export interface Line {
  /** Index into the lanes of the view. */
  lane: number;
  number: number;
  time: number;
  severity: string;
  unit: string;
  pid: number | undefined;
  bootId: string;
  message: string;
}

/** What is added to a row besides its line. */
export interface Annotations {
  hint(line: Line): LogRow['hint'];
  detail(line: Line): LogDetail | undefined;
}

/** The line that a row stands for; `undefined` when the tail forgot it. */
export function lineOf(view: View, row: number): Line | undefined {
  if (row < view.rows.start || row >= view.rows.end) return undefined;
  const lane = view.rows.lane(row);
  return lineAt(view, lane, view.rows.line(row));
}

export function lineAt(view: View, lane: number, number: number): Line | undefined {
  const chunk = view.lanes[lane]?.chunkOf(number);
  return chunk && lineIn(chunk, lane, number);
}

function lineIn(chunk: Chunk, lane: number, number: number): Line {
  const index = number - chunk.first;
  const origin = chunk.origin(index);
  return {
    lane,
    number,
    time: chunk.time(index),
    severity: severities[chunk.severity(index)] ?? 'info',
    unit: origin.unit,
    pid: origin.pid,
    bootId: origin.bootId,
    message: chunk.message(index),
  };
}

/** Rows of a view as the page shows them. */
export function presentRows(view: View, from: number, to: number, raw: boolean, annotations: Annotations): LogRow[] {
  const rows: LogRow[] = [];
  let before = lineOf(view, from - 1);
  for (let row = Math.max(from, view.rows.start); row < Math.min(to, view.rows.end); row++) {
    const line = lineOf(view, row);
    if (!line) continue;
    rows.push(presentRow(view, row, line, before, raw, annotations));
    before = line;
  }
  return rows;
}

function presentRow(
  view: View,
  row: number,
  line: Line,
  before: Line | undefined,
  raw: boolean,
  annotations: Annotations,
): LogRow {
  const { parts, cut } = partsOf(line.message, view.matcher, raw);
  const flags = view.rows.flags(row);
  const repeats = view.rows.repeats.get(row);
  const marker = markerOf(view, line, before);
  const hint = annotations.hint(line);
  const detail = annotations.detail(line);
  return {
    row,
    agent: line.lane,
    time: line.time,
    severity: line.severity,
    level: levelOfSeverity(severities.indexOf(line.severity as (typeof severities)[number])),
    source: line.unit.replace(/\.service$/, ''),
    parts,
    ...(cut > 0 && { cut }),
    ...(flags & contextFlag && { context: true }),
    ...(repeats && {
      repeats: { count: repeats.count, until: view.lanes[line.lane]?.timeOf(repeats.last) ?? line.time },
    }),
    ...(marker && { marker }),
    ...(hint && { hint }),
    ...(detail && { detail }),
  };
}

const dayNames = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** What happened between a line and the one before it of the same agent. */
function markerOf(view: View, line: Line, shownBefore: Line | undefined): LogRow['marker'] {
  const gap = view.lanes[line.lane]?.gaps.get(line.number);
  if (gap !== undefined) return { kind: 'gap', label: gap };
  const previous = lineAt(view, line.lane, line.number - 1);
  if (previous && previous.bootId !== line.bootId) return { kind: 'boot', label: 'Machine booted' };
  if (previous && startsService(line.message)) return { kind: 'restart', label: 'Service started' };
  if (shownBefore && day(shownBefore.time) !== day(line.time)) {
    return { kind: 'day', label: dayNames.format(line.time / 1000) };
  }
  return undefined;
}

/** @see systemd's messages of a unit that was started: SD_MESSAGE_UNIT_STARTED */
function startsService(message: string): boolean {
  return /^Started \S/.test(message);
}

function day(micros: number): string {
  return new Date(micros / 1000).toDateString();
}
