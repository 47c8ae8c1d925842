import {
  type LogFilter,
  type LogLevel,
  logLevels,
  type PageMessage,
  type PanelFrame,
  type PanelState,
} from '../../../../protocol/src/logPanel.ts';
import { element, icon, iconButton, setText, toggleButton } from './dom.ts';
import { createFilterBox, type FilterBox } from './filterBox.ts';
import { count, shortCount } from './format.ts';
import { createOptions } from './options.ts';
import { agentColours } from './rowElement.ts';

const levelNames: Record<LogLevel, string> = {
  error: 'Errors',
  warning: 'Warnings',
  info: 'Information',
  debug: 'Debug',
};
const levelIcons: Record<LogLevel, string> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  debug: 'bug',
};

/** What is above the rows. */
export interface Toolbar {
  readonly element: HTMLElement;
  readonly filterBox: FilterBox;
  show(state: PanelState): void;
  frame(frame: PanelFrame): void;
}

export function createToolbar(
  post: (message: PageMessage) => void,
  on: { find(direction: 'next' | 'previous'): void; leave(): void },
): Toolbar {
  let state: PanelState | undefined;

  function change(by: Partial<LogFilter>): void {
    if (state) post({ kind: 'filter', filter: { ...state.filter, ...by } });
  }

  const filterBox = createFilterBox({ change, ...on });
  const agents = element('div', { class: 'agents' });
  const counts = {} as Record<LogLevel, HTMLElement>;
  const levels = {} as Record<LogLevel, ReturnType<typeof toggleButton>>;
  for (const level of logLevels) {
    counts[level] = element('span', { class: 'count' });
    levels[level] = toggleButton(
      element('span', { class: `level ${level}` }, icon(levelIcons[level]), counts[level]),
      levelNames[level],
      (pressed) => {
        const hidden = state?.filter.hiddenLevels ?? [];
        change({ hiddenLevels: pressed ? hidden.filter((other) => other !== level) : [...hidden, level] });
      },
    );
  }
  const options = createOptions(post, () => state);
  const unseen = element('span', { class: 'unseen' });
  const follow = element('button', { class: 'follow', 'aria-pressed': 'true' }, icon('arrow-down'), unseen);
  follow.type = 'button';
  follow.addEventListener('click', () => post({ kind: 'follow', on: !state?.follow }));

  const root = element(
    'header',
    { class: 'toolbar' },
    agents,
    filterBox.element,
    element(
      'div',
      { class: 'levels', role: 'group', 'aria-label': 'Severities shown' },
      ...logLevels.map((l) => levels[l]),
    ),
    options.element,
    follow,
  );

  function showAgents({ agents: chosen, known }: PanelState): void {
    const several = chosen.length > 1;
    const nodes: Node[] = chosen.map((agent, index) => {
      const remove = iconButton('close', `Stop showing ${agent.name}`, () => post({ kind: 'remove', agent: agent.id }));
      return element(
        'span',
        { class: `chip ${agent.state}`, title: `${agent.name} · ${agent.machine}` },
        several
          ? element('span', { class: `dot agent-${index % agentColours}`, 'aria-hidden': 'true' })
          : icon('server-process'),
        element('span', { class: 'chip-name' }, agent.name),
        several && remove,
      );
    });
    if (known > 1 || chosen.length === 0) {
      const choose = iconButton(chosen.length === 0 ? 'list-selection' : 'add', 'Choose agents', () =>
        post({ kind: 'command', name: 'choose' }),
      );
      nodes.push(choose);
    }
    agents.replaceChildren(...nodes);
  }

  let shownAgents = '';
  return {
    element: root,
    filterBox,
    show(next) {
      state = next;
      const key = JSON.stringify([next.known, next.agents.map(({ id, name, state: of }) => [id, name, of])]);
      if (key !== shownAgents) {
        shownAgents = key;
        showAgents(next);
      }
      filterBox.show(next);
      for (const level of logLevels) levels[level].set(!next.filter.hiddenLevels.includes(level));
      options.show(next);
      follow.setAttribute('aria-pressed', String(next.follow));
      follow.classList.toggle('paused', !next.follow);
    },
    frame(frame) {
      for (const level of logLevels) {
        setText(counts[level], shortCount(frame.levels[level]));
        const label = `${levelNames[level]}: ${count(frame.levels[level])}`;
        if (levels[level].title !== label) {
          levels[level].title = label;
          levels[level].setAttribute('aria-label', label);
        }
      }
      const following = state?.follow !== false;
      setText(unseen, following ? 'Following' : frame.unseen > 0 ? `${shortCount(frame.unseen)} new` : 'Paused');
      const label = following
        ? 'Following: pause (Space)'
        : frame.unseen > 0
          ? `${shortCount(frame.unseen)} new: follow (End)`
          : 'Paused: follow (End)';
      if (follow.title !== label) {
        follow.title = label;
        follow.setAttribute('aria-label', label);
      }
    },
  };
}
