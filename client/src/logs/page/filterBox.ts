import type { LogFilter, PanelState } from '../../../../protocol/src/logPanel.ts';
import { element, icon, iconButton, setText, toggleButton } from './dom.ts';
import { count } from './format.ts';

/** Milliseconds of rest before a text that is being typed is searched for. */
const typingPause = 120;

/** The box in which rows are filtered or searched. */
export interface FilterBox {
  readonly element: HTMLElement;
  show(state: PanelState): void;
  /** How many lines match, and which of them is the active one. */
  showHits(hits: number, ordinal: number): void;
  focus(): void;
}

export function createFilterBox(on: {
  change(change: Partial<LogFilter>): void;
  find(direction: 'next' | 'previous'): void;
  leave(): void;
}): FilterBox {
  const input = element('input', { 'aria-label': 'Filter lines', class: 'filter-input' });
  input.type = 'text';
  input.spellcheck = false;
  input.placeholder = 'Filter';
  let pause: ReturnType<typeof setTimeout> | undefined;

  function apply(): void {
    clearTimeout(pause);
    pause = undefined;
    on.change({ text: input.value });
  }

  input.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(apply, typingPause);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      if (pause !== undefined) apply();
      on.find(event.shiftKey ? 'previous' : 'next');
    } else if (event.key === 'Escape') {
      if (input.value === '') {
        on.leave();
        return;
      }
      input.value = '';
      apply();
    } else if (event.altKey && event.code === 'KeyC') {
      matchCase.click();
    } else if (event.altKey && event.code === 'KeyR') {
      regex.click();
    } else if (event.altKey && event.code === 'KeyL') {
      hide.click();
    } else {
      return;
    }
    event.preventDefault();
  });

  const matchCase = toggleButton(icon('case-sensitive'), 'Match case (Alt+C)', (pressed) =>
    on.change({ matchCase: pressed }),
  );
  const regex = toggleButton(icon('regex'), 'Use regular expression (Alt+R)', (pressed) =>
    on.change({ regex: pressed }),
  );
  const hide = toggleButton(icon('list-filter'), 'Show matching lines only (Alt+L)', (pressed) =>
    on.change({ hide: pressed }),
  );
  const hits = element('span', { class: 'hits', role: 'status' });
  const previous = iconButton('arrow-up', 'Previous match (Shift+Enter)', () => on.find('previous'));
  const next = iconButton('arrow-down', 'Next match (Enter)', () => on.find('next'));
  const problem = element('div', { class: 'filter-problem', role: 'alert' });
  const box = element(
    'div',
    { class: 'filter-box' },
    element('div', { class: 'filter-field' }, input, matchCase, regex, hide),
    hits,
    previous,
    next,
    problem,
  );

  return {
    element: box,
    show({ filter, filterError }) {
      if (pause === undefined && filterError === undefined && document.activeElement !== input) {
        input.value = filter.text;
      }
      input.placeholder = filter.hide ? 'Filter' : 'Find';
      input.setAttribute('aria-label', filter.hide ? 'Filter lines' : 'Find in lines');
      input.setAttribute('aria-invalid', String(filterError !== undefined));
      box.classList.toggle('invalid', filterError !== undefined);
      box.classList.toggle('searching', filter.text !== '');
      matchCase.set(filter.matchCase);
      regex.set(filter.regex);
      hide.set(filter.hide);
      setText(problem, filterError ?? '');
    },
    showHits(found, ordinal) {
      const searching = box.classList.contains('searching');
      previous.disabled = found === 0;
      next.disabled = found === 0;
      setText(
        hits,
        !searching
          ? ''
          : found === 0
            ? 'No match'
            : ordinal > 0
              ? `${count(ordinal)} of ${count(found)}`
              : count(found),
      );
      box.classList.toggle('without-hits', searching && found === 0);
    },
    focus() {
      input.focus();
      input.select();
    },
  };
}
