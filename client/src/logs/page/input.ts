import type { PageMessage, PanelState } from '../../../../protocol/src/logPanel.ts';
import type { Viewport } from './viewport.ts';

/** Keys of the rows: the arrows move, Enter opens, Space pauses, End follows. */
export function handleKeys(page: {
  viewport: Viewport;
  post(message: PageMessage): void;
  find(direction: 'next' | 'previous'): void;
  focusFilter(): void;
  state(): PanelState | undefined;
}): void {
  const { viewport, post } = page;

  function move(to: number, extend: boolean): void {
    post({ kind: 'follow', on: false });
    viewport.setFollow(false);
    viewport.select(to, extend);
  }

  function onRows(event: KeyboardEvent): boolean {
    const { active } = viewport.selection;
    const here = active ?? viewport.end;
    switch (event.key) {
      case 'ArrowUp':
        move(here - 1, event.shiftKey);
        return true;
      case 'ArrowDown':
        move(here + 1, event.shiftKey);
        return true;
      case 'PageUp':
        move(here - viewport.page, event.shiftKey);
        return true;
      case 'PageDown':
        move(here + viewport.page, event.shiftKey);
        return true;
      case 'Home':
        move(viewport.start, event.shiftKey);
        return true;
      case 'End':
        if (event.shiftKey) move(viewport.end - 1, true);
        else post({ kind: 'follow', on: true });
        return true;
      case ' ':
        post({ kind: 'follow', on: !page.state()?.follow });
        return true;
      case 'Enter':
      case 'ArrowRight':
      case 'ArrowLeft':
        if (active === undefined || event.target instanceof HTMLButtonElement) return false;
        openRow(page, active, event.key === 'Enter' ? !viewport.row(active)?.detail : event.key === 'ArrowRight');
        return true;
      default:
        return false;
    }
  }

  document.addEventListener('keydown', (event) => {
    const modified = event.ctrlKey || event.metaKey;
    const inRows = event.target instanceof Node && viewport.element.contains(event.target);
    if (modified && event.key === 'f') {
      page.focusFilter();
    } else if (event.key === 'F3') {
      page.find(event.shiftKey ? 'previous' : 'next');
    } else if (inRows && modified && event.key === 'a') {
      viewport.selectAll();
    } else if (inRows && modified && event.key === 'c' && (getSelection()?.isCollapsed ?? true)) {
      const { from, to } = viewport.selection;
      if (to > from) post({ kind: 'copy', view: viewport.view, from, to });
    } else if (!inRows || modified || event.altKey || !onRows(event)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
}

interface Rows {
  viewport: Viewport;
  post(message: PageMessage): void;
}

/** Opens or closes what is known about a row. Following would carry it off while it is read. */
function openRow({ viewport, post }: Rows, row: number, open: boolean): void {
  if (open) {
    post({ kind: 'follow', on: false });
    viewport.hold(row);
  }
  post({ kind: 'open', view: viewport.view, row, open });
}

/** Clicks on rows and on what is in them. */
export function handlePointer({ viewport, post }: Rows): void {
  viewport.element.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const row = Number(event.target.closest<HTMLElement>('[data-row]')?.dataset.row);
    if (Number.isNaN(row)) return;
    const { view } = viewport;
    const action = event.target.closest<HTMLElement>('[data-action]')?.dataset.action;
    const link = event.target.closest<HTMLElement>('[data-link]')?.dataset.link;
    if (action !== undefined) post({ kind: 'action', view, row, id: action });
    else if (link !== undefined) post({ kind: 'link', link });
    else if (event.target.closest('[data-open]')) openRow({ viewport, post }, row, !viewport.row(row)?.detail);
    else if ((getSelection()?.isCollapsed ?? true) && !event.target.closest('.detail'))
      viewport.select(row, event.shiftKey);
  });
  viewport.element.addEventListener('dblclick', (event) => {
    if (!(event.target instanceof Element) || event.target.closest('.detail, button')) return;
    const row = Number(event.target.closest<HTMLElement>('[data-row]')?.dataset.row);
    if (Number.isNaN(row)) return;
    getSelection()?.removeAllRanges();
    openRow({ viewport, post }, row, !viewport.row(row)?.detail);
  });
}
