import type {
  HostMessage,
  LogDisplay,
  LogFilter,
  PageMessage,
  PanelAgent,
  PanelFrame,
  PanelState,
} from '../../../protocol/src/logPanel.ts';
import type { Lane } from './tail/lane.ts';
import { countsOf, unitsOf } from './tail/summary.ts';
import { noFilter, SlowExpression } from './view/matcher.ts';
import { type Annotations, type Line, lineOf, presentRows } from './view/present.ts';
import { findHit } from './view/search.ts';
import { View } from './view/view.ts';

/** What the panel looks at and whom it asks. */
export interface PanelModel {
  agents(): readonly PanelAgent[];
  lane(agent: string): Lane;
  /** How many agents the workspace has. */
  known(): number;
  older(): PanelState['older'];
  annotations: Annotations;
  /** A request of the page that is not about what it shows. */
  handle(message: PageMessage, line: Line | undefined): void;
  /** How the person left the panel. */
  remembered?: { filter?: LogFilter; display?: LogDisplay };
}

/** The log panel without its page: what is seen of the tail. A page may come, go and come back; nothing is lost. */
export interface Panel {
  /** A page listens from now on. */
  attach(post: (message: HostMessage) => void): void;
  detach(): void;
  receive(message: PageMessage): void;
  /** Other agents were chosen, or lines came in front: everything is read anew. */
  rebuild(): void;
  /** Lines came. */
  grown(): void;
  /** The tail forgot lines. */
  dropped(lane: Lane): void;
  /** The state of an agent, or what is known of its older entries, changed. */
  changed(): void;
  /** What is said about lines changed. */
  annotated(): void;
  setFilter(filter: LogFilter): void;
  setDisplay(display: LogDisplay): void;
  setFollow(on: boolean): void;
  goTo(time: number): void;
  clear(): void;
  unclear(): void;
  readonly view: View;
  readonly filter: LogFilter;
  readonly display: LogDisplay;
  readonly follow: boolean;
  dispose(): void;
}

/** Milliseconds between two frames to the page. */
const frameInterval = 16;
/** Milliseconds that reading lines may keep the extension busy at once. */
const slice = 8;
const rebuildPause = 1000;
const defaultVisible = 60;
const mostRows = 400;

export function createPanel(model: PanelModel): Panel {
  let filter: LogFilter = model.remembered?.filter ?? noFilter;
  let display: LogDisplay = model.remembered?.display ?? { wrap: false, fold: true, raw: false };
  let filterError: string | undefined;
  let follow = true;
  let clearedAt: number | undefined;
  let view = newView(filter);
  let generation = 1;
  let building: View | undefined;
  let builtAt = 0;
  let rebuildTimer: NodeJS.Timeout | undefined;

  let post: ((message: HostMessage) => void) | undefined;
  let window = { top: 0, visible: defaultVisible };
  let frame = 0;
  let unpainted = false;
  let frameTimer: NodeJS.Timeout | undefined;
  let sentAt = 0;
  let stateSentAt = 0;
  let sentEnd = 0;
  let changedBefore: number | undefined;
  let newTop: number | undefined;
  /** The end of what was there when the panel was paused. */
  let seen = 0;
  /** A search that waits for the view of a filter that was just typed. */
  let findNext: 1 | -1 | undefined;

  function newView(by: LogFilter): View {
    const lanes = model.agents().map(({ id }) => model.lane(id));
    return new View(lanes, { filter: by, fold: display.fold });
  }

  function stateMessage(): PanelState {
    return {
      kind: 'state',
      filter,
      display,
      follow,
      agents: [...model.agents()],
      known: model.known(),
      sources: unitsOf(view.lanes),
      ...(filterError && { filterError }),
      older: model.older(),
      ...(clearedAt !== undefined && { clearedAt }),
    };
  }

  function sendState(): void {
    stateSentAt = performance.now();
    post?.(stateMessage());
  }

  function schedule(): void {
    if (!post || unpainted || frameTimer) return;
    const wait = Math.max(0, sentAt + frameInterval - performance.now());
    frameTimer = setTimeout(sendFrame, wait);
  }

  function read(): void {
    try {
      if (!view.rewind() && !building) rebuildSoon();
      view.extend(performance.now() + slice);
    } catch (error) {
      if (!(error instanceof SlowExpression)) throw error;
      refuse(error.message);
    }
  }

  function sendFrame(): void {
    frameTimer = undefined;
    if (!post) return;
    read();
    const { rows } = view;
    const changedFrom = Math.min(view.changedFrom, sentEnd);
    const first = follow ? Math.max(rows.end - window.visible, changedFrom, rows.start) : rows.end;
    const message: PanelFrame = {
      kind: 'frame',
      frame: ++frame,
      view: generation,
      start: rows.start,
      end: rows.end,
      ...(changedFrom < sentEnd && { changedFrom }),
      ...(changedBefore !== undefined && { changedBefore }),
      ...countsOf(view.lanes),
      unseen: follow ? 0 : Math.max(0, rows.end - seen),
      hits: rows.hits,
    };
    if (follow) {
      message.rows = present(first, rows.end);
    } else if (newTop !== undefined) {
      message.top = newTop;
      message.rows = present(newTop, newTop + window.visible);
    }
    newTop = undefined;
    changedBefore = undefined;
    view.changedFrom = Number.POSITIVE_INFINITY;
    sentEnd = rows.end;
    sentAt = performance.now();
    unpainted = true;
    post(message);
    // The time of the last entry stands in the state line.
    if (sentAt - stateSentAt > 1000) sendState();
  }

  function present(from: number, to: number) {
    return presentRows(view, from, Math.min(to, from + mostRows), display.raw, model.annotations);
  }

  function rebuildSoon(): void {
    rebuildTimer ??= setTimeout(
      () => {
        rebuildTimer = undefined;
        rebuild();
      },
      Math.max(0, builtAt + rebuildPause - performance.now()),
    );
  }

  function rebuild(by = filter): void {
    try {
      building = newView(by);
      filter = by;
      filterError = undefined;
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
      return;
    }
    build(building);
  }

  /** The filter cannot be used; what it was before stays in effect. */
  function refuse(reason: string): void {
    building = undefined;
    filterError = reason;
    filter = view.options.filter;
    sendState();
  }

  function build(next: View): void {
    if (building !== next) return;
    try {
      if (!next.extend(performance.now() + slice)) {
        setImmediate(() => build(next));
        return;
      }
    } catch (error) {
      if (!(error instanceof SlowExpression)) throw error;
      refuse(error.message);
      return;
    }
    const top = anchorIn(next, window.top);
    const seenTime = view.rows.end > view.rows.start ? view.timeOf(Math.min(seen, view.rows.end) - 1) : 0;
    view = next;
    building = undefined;
    builtAt = performance.now();
    generation++;
    window.top = top;
    newTop = top;
    seen = follow ? next.rows.end : next.rowAt(seenTime + 1);
    sentEnd = next.rows.start;
    sendState();
    schedule();
    if (findNext) find(findNext === 1 ? top - 1 : next.rows.end, findNext);
    findNext = undefined;
  }

  /** The row of a new view at which a row of the present one is found again. */
  function anchorIn(next: View, row: number): number {
    const line = lineOf(view, Math.min(Math.max(row, view.rows.start), view.rows.end - 1));
    if (!line) return next.rows.start;
    const lane = next.lanes.indexOf(view.lanes[line.lane] as Lane);
    return next.rowAt(line.time, lane === -1 ? undefined : lane, line.number);
  }

  function find(from: number, step: 1 | -1): void {
    const { row, ordinal } = findHit(view.rows, from, step);
    if (row !== undefined) setFollow(false);
    post?.({ kind: 'found', view: generation, ...(row !== undefined && { row }), ordinal });
  }

  function setFollow(on: boolean): void {
    if (follow === on) return;
    follow = on;
    seen = view.rows.end;
    sendState();
    sentEnd = Math.min(sentEnd, Math.max(view.rows.start, view.rows.end - window.visible));
    schedule();
  }

  function receive(message: PageMessage): void {
    if (message.kind === 'find') {
      const step = message.direction === 'next' ? 1 : -1;
      if (building) findNext = step;
      else find(message.view === generation ? message.from : step === 1 ? window.top - 1 : view.rows.end, step);
      return;
    }
    if ('view' in message && message.view !== generation) return;
    switch (message.kind) {
      case 'ready':
        unpainted = false;
        sentEnd = view.rows.start;
        newTop = Math.min(window.top, view.rows.end);
        sendState();
        schedule();
        return;
      case 'painted':
        if (message.frame !== frame) return;
        unpainted = false;
        if (view.rows.end !== sentEnd || !view.complete) schedule();
        return;
      case 'rows':
        post?.({ kind: 'rows', view: generation, rows: present(message.from, message.to) });
        return;
      case 'scroll':
        window = { top: message.top, visible: Math.min(Math.max(message.visible, 10), mostRows) };
        return;
      case 'follow':
        setFollow(message.on);
        return;
      case 'filter':
        rebuild(message.filter);
        break;
      case 'display':
        setDisplay(message.display);
        break;
    }
    model.handle(message, 'row' in message ? lineOf(view, message.row) : undefined);
  }

  function setDisplay(next: LogDisplay): void {
    const folded = next.fold !== display.fold;
    display = next;
    if (folded) rebuild();
    else refresh();
  }

  /** Every row that the page has may look different now. */
  function refresh(): void {
    sendState();
    view.changedFrom = view.rows.start;
    newTop = follow ? undefined : window.top;
    schedule();
  }

  return {
    attach(to) {
      post = to;
    },
    detach() {
      post = undefined;
      clearTimeout(frameTimer);
      frameTimer = undefined;
    },
    receive,
    rebuild: () => rebuild(),
    grown: schedule,
    dropped(lane) {
      building?.forget(lane);
      const before = view.forget(lane);
      if (before !== undefined) changedBefore = Math.max(changedBefore ?? before, before);
    },
    changed: sendState,
    annotated() {
      post?.({ kind: 'rows', view: generation, rows: present(window.top, window.top + window.visible) });
    },
    setFilter: (next) => rebuild(next),
    setDisplay,
    setFollow,
    goTo(time) {
      setFollow(false);
      newTop = view.rowAt(time);
      schedule();
    },
    clear() {
      for (const lane of view.lanes) lane.floor = lane.end;
      clearedAt = Date.now();
      rebuild();
    },
    unclear() {
      for (const lane of view.lanes) lane.floor = Number.NEGATIVE_INFINITY;
      clearedAt = undefined;
      rebuild();
    },
    get view() {
      return view;
    },
    get filter() {
      return filter;
    },
    get display() {
      return display;
    },
    get follow() {
      return follow;
    },
    dispose() {
      post = undefined;
      clearTimeout(frameTimer);
      clearTimeout(rebuildTimer);
    },
  };
}
