import {
  type HostMessage,
  isHostMessage,
  type PageMessage,
  type PanelFrame,
  type PanelState,
} from '../../../../protocol/src/logPanel.ts';
import { createAnnouncer } from './announcer.ts';
import { element } from './dom.ts';
import { createEmptyElement, emptyState } from './emptyState.ts';
import { handleKeys, handlePointer } from './input.ts';
import { createStatusLine } from './statusLine.ts';
import { createToolbar } from './toolbar.ts';
import { createViewport } from './viewport.ts';

const api = acquireVsCodeApi();
const post = (message: PageMessage): void => api.postMessage(message);

let state: PanelState | undefined;
let frame: PanelFrame | undefined;
let unpainted: number | undefined;
let ordinal = 0;
let found: Extract<HostMessage, { kind: 'found' }> | undefined;
let askedOlder = false;

const viewport = createViewport({
  want: (view, from, to) => post({ kind: 'rows', view, from, to }),
  scrolled: remember,
  followed: (on) => post({ kind: 'follow', on }),
  atStart() {
    if (state?.older !== 'some' || askedOlder) return;
    askedOlder = true;
    post({ kind: 'older' });
  },
  rendered() {
    if (unpainted === undefined) return;
    post({ kind: 'painted', frame: unpainted });
    unpainted = undefined;
  },
});
const toolbar = createToolbar(post, { find, leave: () => viewport.element.focus() });
const statusLine = createStatusLine(post);
const announcer = createAnnouncer();
const empty = createEmptyElement((command) => {
  if (command !== 'unfilter') post({ kind: 'command', name: command });
  else if (state) {
    const { since: _since, until: _until, ...rest } = state.filter;
    post({ kind: 'filter', filter: { ...rest, text: '', hiddenLevels: [], hiddenSources: [] } });
  }
});

let telling = false;
let scrolledTo: { view: number; top: number; visible: number } | undefined;

/** Tells the extension where the person looks, a few times a second. */
function remember(view: number, top: number, visible: number): void {
  if (scrolledTo?.view === view && scrolledTo.top === top && scrolledTo.visible === visible) return;
  const first = scrolledTo === undefined || scrolledTo.visible !== visible;
  scrolledTo = { view, top, visible };
  const tell = () => {
    telling = false;
    if (scrolledTo) post({ kind: 'scroll', ...scrolledTo });
  };
  if (first) tell();
  if (first || telling) return;
  telling = true;
  setTimeout(tell, 100);
}

function find(direction: 'next' | 'previous'): void {
  const { active } = viewport.selection;
  const from = active ?? (direction === 'next' ? viewport.start - 1 : viewport.end);
  post({ kind: 'find', view: viewport.view, from, direction });
}

/** A match may be told before the view that it is in. */
function showFound(): void {
  if (!found || found.view !== viewport.view) return;
  ordinal = found.ordinal;
  if (found.row !== undefined) viewport.reveal(found.row);
  if (frame) toolbar.filterBox.showHits(frame.hits, ordinal);
  found = undefined;
}

function showEmpty(): void {
  if (state && frame) empty.show(emptyState(state, frame));
}

document.body.append(
  toolbar.element,
  element('main', { class: 'content' }, viewport.element, empty.element),
  statusLine.element,
  announcer.element,
);
handleKeys({ viewport, post, find, state: () => state, focusFilter: () => toolbar.filterBox.focus() });
handlePointer({ viewport, post });

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isHostMessage(data)) return;
  switch (data.kind) {
    case 'state':
      if (data.older !== 'some') askedOlder = false;
      state = data;
      toolbar.show(data);
      statusLine.show(data);
      viewport.setFollow(data.follow);
      viewport.setLook({ names: data.agents.map(({ name }) => name), wrap: data.display.wrap });
      break;
    case 'frame':
      if (data.view !== frame?.view) ordinal = 0;
      announcer.frame(data, frame);
      frame = data;
      unpainted = data.frame;
      viewport.frame(data);
      toolbar.frame(data);
      toolbar.filterBox.showHits(data.hits, ordinal);
      statusLine.frame(data);
      showFound();
      break;
    case 'rows':
      viewport.rows(data.view, data.rows);
      break;
    case 'found':
      found = data;
      showFound();
      break;
    case 'focusFilter':
      toolbar.filterBox.focus();
      break;
  }
  showEmpty();
});
post({ kind: 'ready' });
