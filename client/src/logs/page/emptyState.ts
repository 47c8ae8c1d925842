import type { PageMessage, PanelFrame, PanelState } from '../../../../protocol/src/logPanel.ts';
import { element, icon } from './dom.ts';
import { count, moment } from './format.ts';
import { sentence } from './statusLine.ts';

type Command = Extract<PageMessage, { kind: 'command' }>['name'] | 'unfilter';

interface Empty {
  icon: string;
  text: string;
  action?: { title: string; command: Command };
}

/** What stands in place of rows when there are none. */
export function emptyState(state: PanelState, frame: PanelFrame): Empty | undefined {
  if (frame.end > frame.start) return undefined;
  if (state.agents.length === 0) {
    return state.known === 0
      ? { icon: 'server-process', text: 'This workspace has no agent with an address yet.' }
      : {
          icon: 'server-process',
          text: 'Choose an agent to read its journal.',
          action: { title: 'Choose Agents', command: 'choose' },
        };
  }
  if (state.clearedAt !== undefined) {
    return {
      icon: 'clear-all',
      text: `Cleared at ${moment(state.clearedAt)}. New lines appear here.`,
      action: { title: 'Show Earlier Lines', command: 'unclear' },
    };
  }
  if (frame.lines > 0) {
    return {
      icon: 'search',
      text: `None of ${count(frame.lines)} lines is let through.`,
      action: { title: 'Clear Filter', command: 'unfilter' },
    };
  }
  const failed = state.agents.some((agent) => agent.state === 'failed');
  return {
    icon: failed ? 'error' : state.agents.some((agent) => agent.state === 'connected') ? 'check' : 'loading',
    text: `${sentence(state.agents)}${failed ? '' : '.'}`.replace(/….$/, '…'),
    ...(failed && { action: { title: 'Try Again', command: 'retry' as const } }),
  };
}

export function createEmptyElement(run: (command: Command) => void): {
  element: HTMLElement;
  show(empty: Empty | undefined): void;
} {
  const root = element('div', { class: 'empty' });
  let shown = '';
  return {
    element: root,
    show(empty) {
      const key = JSON.stringify(empty ?? null);
      if (key === shown) return;
      shown = key;
      root.hidden = empty === undefined;
      if (!empty) return;
      const button = empty.action && element('button', { class: 'action primary' }, empty.action.title);
      const command = empty.action?.command;
      if (button && command) button.addEventListener('click', () => run(command));
      root.replaceChildren(icon(empty.icon), element('p', {}, empty.text), ...(button ? [button] : []));
    },
  };
}
