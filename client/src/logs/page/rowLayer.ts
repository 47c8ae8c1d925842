import type { LogRow } from '../../../../protocol/src/logPanel.ts';
import { element } from './dom.ts';
import { type RowLook, rowElement } from './rowElement.ts';

/** The rows that are in the document, in order. */
export interface RowLayer {
  readonly element: HTMLElement;
  /**
   * Makes these rows, and no others, stand in the document. What is there already and looks the same stays, so that
   * focus and selected text survive.
   */
  show(rows: RowRange, of: { data(row: number): LogRow | undefined; mark(row: number, node: HTMLElement): void }): void;
  /** The rows and their elements. */
  nodes(): Iterable<[row: number, node: HTMLElement]>;
  node(row: number): HTMLElement | undefined;
  /** Every row is made anew. */
  clear(): void;
}

/** From `first` up to `last`, of the rows from `start` up to `end`. */
export interface RowRange {
  first: number;
  last: number;
  start: number;
  end: number;
}

export function createRowLayer(look: () => RowLook): RowLayer {
  const layer = element('div', { class: 'layer', role: 'list', 'aria-label': 'Lines' });
  const shown = new Map<number, { data: LogRow | undefined; node: HTMLElement }>();

  function elementOf(row: number, data: LogRow | undefined, { start, end }: RowRange): HTMLElement {
    return data
      ? rowElement(data, look(), row - start + 1, end - start)
      : element('div', { class: 'row missing', role: 'listitem', 'data-row': String(row) });
  }

  return {
    element: layer,
    show(range, { data: dataOf, mark }) {
      for (const [row, { node }] of shown) {
        if (row >= range.first && row < range.last) continue;
        node.remove();
        shown.delete(row);
      }
      let before = layer.firstChild;
      for (let row = range.first; row < range.last; row++) {
        const data = dataOf(row);
        let entry = shown.get(row);
        if (!entry || entry.data !== data) {
          const node = elementOf(row, data, range);
          if (entry) {
            const focused = entry.node.contains(document.activeElement);
            if (before === entry.node) before = node;
            entry.node.replaceWith(node);
            if (focused) node.focus({ preventScroll: true });
          }
          entry = { data, node };
          shown.set(row, entry);
        }
        mark(row, entry.node);
        if (entry.node === before) before = before.nextSibling;
        else layer.insertBefore(entry.node, before);
      }
    },
    *nodes() {
      for (const [row, { node }] of shown) yield [row, node];
    },
    node: (row) => shown.get(row)?.node,
    clear() {
      shown.clear();
      layer.replaceChildren();
    },
  };
}
