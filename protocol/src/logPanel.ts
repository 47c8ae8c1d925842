/**
 * What the log panel and its page say to each other.
 * The extension holds every line; the page is a window onto them, asks for the rows that it shows and forgets the rest.
 * A *row* is a position in the view that the filter leaves, counted upwards with time; a row's number holds while its
 * *view* does. Times are microseconds since the epoch.
 */
import { either, flag, type Guarded, list, literal, number, object, optional, text } from './guard.ts';

export const logLevels = ['error', 'warning', 'info', 'debug'] as const;
const level = literal(...logLevels);
/** Severities as a person filters them: critical, alert and emergency are errors, a notice is information. */
export type LogLevel = Guarded<typeof level>;

const filter = object({
  text,
  regex: flag,
  matchCase: flag,
  /** Rows that do not match are left out; else they stay and the matches are marked. */
  hide: flag,
  /** Lines shown around each match when `hide`. */
  context: number,
  hiddenLevels: list(level),
  /** Units whose lines are left out. */
  hiddenSources: list(text),
  since: optional(number),
  until: optional(number),
});
export type LogFilter = Guarded<typeof filter>;

const display = object({
  wrap: flag,
  /** Repeats of a line become one row. */
  fold: flag,
  /** The agent's own brackets are shown too. */
  raw: flag,
});
export type LogDisplay = Guarded<typeof display>;

const part = object({
  text,
  /** Names of styles, separated by blanks. */
  style: optional(text),
  link: optional(text),
});
/** A piece of a row's text in one style. */
export type LogPart = Guarded<typeof part>;

const action = object({ id: text, title: text, icon: optional(text), primary: optional(flag) });
export type LogAction = Guarded<typeof action>;

const explanation = object({
  /** What the files say of it; `known` for a message that no file causes. */
  state: literal('present', 'fixed-unsaved', 'fixed-undeployed', 'foreign', 'known'),
  message: text,
  advice: optional(text),
  /** The place to go to, as a person reads it. */
  place: optional(text),
  actions: list(action),
});
export type LogExplanation = Guarded<typeof explanation>;

const detail = object({
  fields: list(object({ name: text, value: text })),
  /** The message with its line breaks, where a row does not show it so. */
  message: optional(text),
  explanations: list(explanation),
  /** The files are still being asked. */
  pending: flag,
  actions: list(action),
});
export type LogDetail = Guarded<typeof detail>;

const row = object({
  row: number,
  /** Index into the agents of the panel. */
  agent: number,
  time: number,
  severity: text,
  level,
  source: text,
  parts: list(part),
  /** Characters that are not shown. */
  cut: optional(number),
  context: optional(flag),
  repeats: optional(object({ count: number, until: number })),
  /** Something that happened before this line: a boot, a restart, a new day. */
  marker: optional(object({ kind: literal('boot', 'restart', 'day', 'gap'), label: text })),
  /** In a few words, what a known failure means. */
  hint: optional(object({ text, place: optional(text) })),
  /** Given while the row is open. */
  detail: optional(detail),
});
export type LogRow = Guarded<typeof row>;

const panelAgent = object({
  id: text,
  name: text,
  machine: text,
  state: literal('connecting', 'connected', 'reconnecting', 'failed'),
  reason: optional(text),
  /** Milliseconds since the epoch. */
  retryAt: optional(number),
  lastEntry: optional(number),
  connectedAt: optional(number),
});
export type PanelAgent = Guarded<typeof panelAgent>;

const state = object({
  kind: literal('state'),
  filter,
  display,
  follow: flag,
  agents: list(panelAgent),
  /** How many agents could be chosen. */
  known: number,
  sources: list(text),
  /** Why the expression cannot be used. */
  filterError: optional(text),
  /** Older entries of the hosts: there may be some, they are on their way, or none is left. */
  older: literal('some', 'loading', 'none', 'full'),
  /** Time of clearing, milliseconds since the epoch. */
  clearedAt: optional(number),
});
export type PanelState = Guarded<typeof state>;

const frame = object({
  kind: literal('frame'),
  frame: number,
  view: number,
  start: number,
  end: number,
  /** Rows from here on are to be asked for again. */
  changedFrom: optional(number),
  /** Rows before this one are to be asked for again. */
  changedBefore: optional(number),
  rows: optional(list(row)),
  /** Where a new view is to be looked at; absent: at its end. */
  top: optional(number),
  /** Rows that came since the panel was paused. */
  unseen: number,
  /** Lines that match, whether the others are hidden or not. */
  hits: number,
  levels: object({ error: number, warning: number, info: number, debug: number }),
  /** Lines of the chosen agents before any filter. */
  lines: number,
});
export type PanelFrame = Guarded<typeof frame>;

const rows = object({ kind: literal('rows'), view: number, rows: list(row) });
const found = object({
  kind: literal('found'),
  view: number,
  row: optional(number),
  /** Counts from 1. */
  ordinal: number,
});
const focusFilter = object({ kind: literal('focusFilter') });

const hostMessage = either(state, frame, rows, found, focusFilter);
/** From the extension to the page. */
export type HostMessage = Guarded<typeof hostMessage>;
export const isHostMessage = hostMessage;

const pageMessage = either(
  /** The page listens; everything before it is lost. */
  object({ kind: literal('ready') }),
  /** The frame of this number was painted: the next may come. */
  object({ kind: literal('painted'), frame: number }),
  object({ kind: literal('rows'), view: number, from: number, to: number }),
  /** What is looked at, so that it can be found again. */
  object({ kind: literal('scroll'), view: number, top: number, visible: number }),
  object({ kind: literal('follow'), on: flag }),
  object({ kind: literal('filter'), filter }),
  object({ kind: literal('display'), display }),
  object({ kind: literal('find'), view: number, from: number, direction: literal('next', 'previous') }),
  object({ kind: literal('older') }),
  object({ kind: literal('open'), view: number, row: number, open: flag }),
  object({ kind: literal('action'), view: number, row: number, id: text }),
  object({ kind: literal('link'), link: text }),
  object({ kind: literal('copy'), view: number, from: number, to: number }),
  object({
    kind: literal('command'),
    name: literal('choose', 'clear', 'unclear', 'retry', 'save', 'document', 'goTo'),
  }),
  object({ kind: literal('remove'), agent: text }),
);
/** From the page to the extension. */
export type PageMessage = Guarded<typeof pageMessage>;
export const isPageMessage = pageMessage;
