import type { LogDisplay, LogFilter, PageMessage, PanelState } from '../../../../protocol/src/logPanel.ts';
import { element, iconButton } from './dom.ts';

const contexts = [0, 1, 2, 5, 10];

/** What is set less often: a sheet that opens below its button. */
export function createOptions(
  post: (message: PageMessage) => void,
  current: () => PanelState | undefined,
): { element: HTMLElement; show(state: PanelState): void } {
  const sheet = element('div', { class: 'sheet', role: 'dialog', 'aria-label': 'View options' });
  sheet.hidden = true;
  const open = iconButton('settings', 'View options', () => toggle(sheet.hidden === true));
  open.setAttribute('aria-haspopup', 'dialog');
  open.setAttribute('aria-expanded', 'false');
  const root = element('div', { class: 'options' }, open, sheet);

  function toggle(on: boolean): void {
    sheet.hidden = !on;
    open.setAttribute('aria-expanded', String(on));
    if (on) sheet.querySelector('input')?.focus();
  }

  function display(by: Partial<LogDisplay>): void {
    const state = current();
    if (state) post({ kind: 'display', display: { ...state.display, ...by } });
  }

  function filter(by: Partial<LogFilter>): void {
    const state = current();
    if (state) post({ kind: 'filter', filter: { ...state.filter, ...by } });
  }

  const wrap = checkbox('Wrap long lines', (checked) => display({ wrap: checked }));
  const fold = checkbox('Fold repeated lines', (checked) => display({ fold: checked }));
  const raw = checkbox('Show the whole line as the agent printed it', (checked) => display({ raw: checked }));
  const context = element(
    'select',
    {},
    ...contexts.map((lines) => {
      const option = element('option', {}, lines === 0 ? 'none' : String(lines));
      option.value = String(lines);
      return option;
    }),
  );
  context.addEventListener('change', () => filter({ context: Number(context.value) }));
  const since = moment((micros) => filter({ since: micros }));
  const until = moment((micros) => filter({ until: micros }));
  const sources = element('div', { class: 'sources', role: 'group', 'aria-label': 'Units shown' });
  const goTo = element('button', { class: 'action' }, 'Go to Time…');
  goTo.type = 'button';
  goTo.addEventListener('click', () => {
    toggle(false);
    post({ kind: 'command', name: 'goTo' });
  });

  sheet.append(
    wrap.element,
    fold.element,
    raw.element,
    element('label', { class: 'field' }, 'Lines around each match', context),
    element('label', { class: 'field' }, 'From', since),
    element('label', { class: 'field' }, 'Until', until),
    sources,
    goTo,
  );
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || sheet.hidden) return;
    toggle(false);
    open.focus();
    event.stopPropagation();
  });
  document.addEventListener('pointerdown', (event) => {
    if (!sheet.hidden && event.target instanceof Node && !root.contains(event.target)) toggle(false);
  });

  function showSources({ sources: units, filter: { hiddenSources } }: PanelState): void {
    const boxes = units.map((unit) => {
      const box = checkbox(unit, (checked) => {
        const hidden = current()?.filter.hiddenSources ?? [];
        filter({ hiddenSources: checked ? hidden.filter((other) => other !== unit) : [...hidden, unit] });
      });
      box.input.checked = !hiddenSources.includes(unit);
      return box.element;
    });
    sources.replaceChildren(...(units.length > 1 ? [element('div', { class: 'heading' }, 'Units'), ...boxes] : []));
  }

  let shownSources = '';
  return {
    element: root,
    show(state) {
      wrap.input.checked = state.display.wrap;
      fold.input.checked = state.display.fold;
      raw.input.checked = state.display.raw;
      context.value = String(state.filter.context);
      since.show(state.filter.since);
      until.show(state.filter.until);
      open.classList.toggle('narrowed', isNarrowed(state.filter));
      const key = JSON.stringify([state.sources, state.filter.hiddenSources]);
      if (key !== shownSources) {
        shownSources = key;
        showSources(state);
      }
    },
  };
}

/** Lines are hidden by something that only the sheet shows. */
function isNarrowed({ since, until, hiddenSources }: LogFilter): boolean {
  return since !== undefined || until !== undefined || hiddenSources.length > 0;
}

function checkbox(label: string, run: (checked: boolean) => void) {
  const input = element('input');
  input.type = 'checkbox';
  input.addEventListener('change', () => run(input.checked));
  return { input, element: element('label', { class: 'check' }, input, label) };
}

/** A local date and time; empty is no bound. */
function moment(run: (micros: number | undefined) => void) {
  const input = element('input');
  input.type = 'datetime-local';
  input.step = '1';
  input.addEventListener('change', () => {
    const millis = input.value === '' ? Number.NaN : new Date(input.value).getTime();
    run(Number.isNaN(millis) ? undefined : millis * 1000);
  });
  return Object.assign(input, {
    show(micros: number | undefined) {
      if (micros === undefined) {
        input.value = '';
        return;
      }
      const date = new Date(micros / 1000);
      input.value = new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
    },
  });
}
