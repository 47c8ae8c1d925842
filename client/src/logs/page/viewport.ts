import type { LogRow, PanelFrame } from '../../../../protocol/src/logPanel.ts';
import { element } from './dom.ts';
import { Heights } from './heights.ts';
import type { RowLook } from './rowElement.ts';
import { createRowLayer } from './rowLayer.ts';
import { toOffset, toScrollTop } from './scroll.ts';

/** What the rows need to know from outside. */
export interface ViewportHost {
  want(view: number, from: number, to: number): void;
  scrolled(view: number, top: number, visible: number): void;
  followed(on: boolean): void;
  /** The first rows are in sight. */
  atStart(): void;
  rendered(): void;
}

/** The scrolled rows: only those in sight, and few around them, are in the document. */
export interface Viewport {
  readonly element: HTMLElement;
  frame(frame: PanelFrame): void;
  rows(view: number, rows: readonly LogRow[]): void;
  setLook(look: RowLook): void;
  setFollow(on: boolean): void;
  /** Stays where it is, with this row and what opens below it in sight. */
  hold(row: number): void;
  /** Brings a row into sight and makes it the active one. */
  reveal(row: number): void;
  select(row: number, extend: boolean): void;
  selectAll(): void;
  readonly selection: { active: number | undefined; from: number; to: number };
  readonly view: number;
  readonly start: number;
  readonly end: number;
  /** Rows that fit. */
  readonly page: number;
  row(row: number): LogRow | undefined;
}

const overscan = 8;
const cachedRows = 2000;

export function createViewport(host: ViewportHost): Viewport {
  const layer = createRowLayer(() => look);
  const space = element('div', { class: 'space' });
  const probe = element('div', { class: 'row probe', 'aria-hidden': 'true' }, element('div', { class: 'line' }, 'x'));
  const root = element('div', {
    class: 'rows',
    role: 'log',
    tabIndex: 0,
    'aria-label': 'Agent log',
    // Rows come and go while one scrolls; what is new is announced apart.
    'aria-live': 'off',
  });
  root.append(space, layer.element, probe);

  let look: RowLook = { names: [], wrap: false };
  let view = -1;
  let follow = true;
  let offset = 0;
  let height = 0;
  let expectedTop = 0;
  let waiting: { view: number; from: number; to: number } | undefined;
  let active: number | undefined;
  let anchor = 0;
  let widest = 0;
  let scheduled = false;
  /** A row that is about to grow and should then be seen as a whole. */
  let held: number | undefined;
  const heights = new Heights(20);
  const cache = new Map<number, LogRow>();

  const most = () => Math.max(0, heights.total - height);
  const physical = () => ({ content: heights.total, viewport: height });

  function measure(): void {
    const usual = probe.getBoundingClientRect().height;
    height = root.clientHeight;
    if (usual > 0 && usual !== heights.usual) {
      const top = heights.rowAt(offset);
      heights.reset(usual);
      offset = heights.offset(top);
      layer.clear();
    }
  }

  function render(): void {
    scheduled = false;
    if (height === 0) return;
    for (let pass = 0; pass < 3; pass++) {
      offset = follow ? most() : Math.min(Math.max(0, offset), most());
      fill();
      if (!settle() && !showHeld()) break;
    }
    const target = toScrollTop(offset, physical());
    if (Math.abs(root.scrollTop - target) >= 1) root.scrollTop = target;
    expectedTop = root.scrollTop;
    askForMissing();
    host.rendered();
  }

  /** Puts the rows in sight into the document, in order, keeping the elements that are there already. */
  function fill(): void {
    const first = Math.max(heights.start, heights.rowAt(offset) - overscan);
    let last = first;
    let y = heights.offset(first);
    const stop = offset + height;
    while (last < heights.end && y < stop) y += heights.height(last++);
    last = Math.min(heights.end, last + overscan);

    layer.show({ first, last, start: heights.start, end: heights.end }, { data: (row) => cache.get(row), mark });
    const content = toScrollTop(most(), physical()) + height;
    space.style.height = `${Math.max(content, 1)}px`;
    // While the scroll bar stands for more pixels than it can have, rows are placed from where it is.
    const top = toScrollTop(offset, physical()) + heights.offset(first) - offset;
    layer.element.style.transform = `translateY(${top}px)`;
  }

  function mark(row: number, node: HTMLElement): void {
    const { from, to } = selection();
    node.classList.toggle('selected', active !== undefined && row >= from && row < to);
    node.classList.toggle('active', row === active);
  }

  /** Learns the real heights; `true` when one was not as assumed. */
  function settle(): boolean {
    let changed = false;
    const top = heights.rowAt(offset);
    const within = offset - heights.offset(top);
    for (const [row, node] of layer.nodes()) {
      const real = node.getBoundingClientRect().height;
      if (Math.abs(real - heights.height(row)) > 0.5) {
        heights.set(row, real);
        changed = true;
      }
    }
    if (changed && !follow) offset = heights.offset(top) + within;
    if (!look.wrap && layer.element.scrollWidth > widest) {
      widest = layer.element.scrollWidth;
      space.style.width = `${widest}px`;
    }
    return changed;
  }

  /** @returns whether it scrolled */
  function showHeld(): boolean {
    if (held === undefined || !cache.get(held)?.detail) return false;
    const top = heights.offset(held);
    const hidden = top + heights.height(held) - offset - height;
    held = undefined;
    if (hidden <= 0) return false;
    offset = Math.min(top, offset + hidden);
    return true;
  }

  function askForMissing(): void {
    const first = heights.rowAt(offset);
    const last = Math.min(heights.end, heights.rowAt(offset + height) + 1);
    if (first === heights.start && !follow) host.atStart();
    let from = -1;
    let to = -1;
    for (let row = Math.max(heights.start, first - overscan); row < Math.min(heights.end, last + overscan); row++) {
      if (cache.has(row)) continue;
      if (from === -1) from = row;
      to = row + 1;
    }
    if (from !== -1 && !(waiting && waiting.view === view && waiting.from <= from && waiting.to >= to)) {
      // What lies ahead comes along, so that slow scrolling never shows a gap.
      const ahead = last - first;
      waiting = { view, from: Math.max(heights.start, from - ahead), to: Math.min(heights.end, to + ahead) };
      host.want(view, waiting.from, waiting.to);
    }
    host.scrolled(view, first, last - first + overscan);
  }

  function remember(rows: readonly LogRow[]): void {
    for (const row of rows) {
      cache.delete(row.row);
      cache.set(row.row, row);
    }
    for (const row of cache.keys()) {
      if (cache.size <= cachedRows) break;
      cache.delete(row);
    }
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(render);
  }

  function selection() {
    const end = active ?? anchor;
    return { active, from: Math.min(anchor, end), to: Math.max(anchor, end) + (active === undefined ? 0 : 1) };
  }

  function setFollow(on: boolean): void {
    follow = on;
    schedule();
  }

  root.addEventListener('scroll', () => {
    if (Math.abs(root.scrollTop - expectedTop) < 1) return;
    const up = root.scrollTop < expectedTop;
    expectedTop = root.scrollTop;
    offset = toOffset(root.scrollTop, physical());
    const atEnd = offset >= most() - heights.usual / 2;
    if (follow && up && !atEnd) {
      follow = false;
      host.followed(false);
    } else if (!follow && !up && atEnd) {
      follow = true;
      host.followed(true);
    }
    schedule();
  });
  root.addEventListener(
    'wheel',
    (event) => {
      // Where the scroll bar is coarser than pixels, the wheel moves by its own measure.
      if (toScrollTop(most(), physical()) >= most() || event.deltaY === 0) return;
      event.preventDefault();
      const step = event.deltaMode === 1 ? event.deltaY * heights.usual : event.deltaY;
      if (follow && step < 0) {
        follow = false;
        host.followed(false);
      }
      offset += step;
      schedule();
    },
    { passive: false },
  );
  new ResizeObserver(() => {
    measure();
    if (look.wrap) heights.reset(heights.usual);
    schedule();
  }).observe(root);
  new ResizeObserver(() => {
    measure();
    schedule();
  }).observe(probe);

  return {
    element: root,
    frame(frame) {
      if (frame.view !== view) {
        view = frame.view;
        cache.clear();
        layer.clear();
        waiting = undefined;
        active = undefined;
        widest = 0;
        space.style.width = '';
        heights.reset(heights.usual);
        heights.bound(frame.start, frame.end);
        if (frame.top !== undefined) offset = heights.offset(Math.max(frame.top, frame.start));
      } else {
        if (frame.changedFrom !== undefined) forget((row) => row >= (frame.changedFrom as number));
        if (frame.changedBefore !== undefined) forget((row) => row < (frame.changedBefore as number));
        const gone = Math.max(0, Math.min(frame.start, heights.end) - heights.start);
        if (gone > 0) {
          offset = Math.max(0, offset - heights.offset(heights.start + gone));
          for (const row of cache.keys()) if (row < frame.start) cache.delete(row);
        }
        heights.bound(frame.start, frame.end);
        if (frame.top !== undefined) offset = heights.offset(frame.top);
      }
      if (frame.rows) remember(frame.rows);
      schedule();
    },
    rows(of, rows) {
      if (of !== view) return;
      waiting = undefined;
      remember(rows);
      schedule();
    },
    setLook(next) {
      const wrapped = next.wrap !== look.wrap;
      if (!wrapped && next.names.join() === look.names.join()) return;
      look = next;
      root.classList.toggle('wrap', look.wrap);
      const top = heights.rowAt(offset);
      if (wrapped) {
        heights.reset(heights.usual);
        widest = 0;
        space.style.width = '';
        root.scrollLeft = 0;
      }
      offset = heights.offset(top);
      layer.clear();
      schedule();
    },
    setFollow,
    hold(row) {
      setFollow(false);
      held = row;
    },
    reveal(row) {
      active = row;
      anchor = row;
      const y = heights.offset(row);
      if (y < offset || y + heights.usual > offset + height) offset = Math.max(0, y - height / 3);
      schedule();
    },
    select(row, extend) {
      const target = Math.min(Math.max(row, heights.start), heights.end - 1);
      active = target;
      if (!extend) anchor = target;
      const y = heights.offset(target);
      const bottom = y + heights.height(target);
      if (y < offset) offset = y;
      else if (bottom > offset + height) offset = bottom - height;
      schedule();
      requestAnimationFrame(() => layer.node(target)?.focus({ preventScroll: true }));
    },
    selectAll() {
      anchor = heights.start;
      active = heights.end - 1;
      schedule();
    },
    get selection() {
      return selection();
    },
    get view() {
      return view;
    },
    get start() {
      return heights.start;
    },
    get end() {
      return heights.end;
    },
    get page() {
      return Math.max(1, Math.floor(height / heights.usual) - 1);
    },
    row: (row) => cache.get(row),
  };

  function forget(which: (row: number) => boolean): void {
    for (const row of cache.keys()) if (which(row)) cache.delete(row);
  }
}
