import type { PageMessage, PanelAgent, PanelFrame, PanelState } from '../../../../protocol/src/logPanel.ts';
import { element, icon, setText } from './dom.ts';
import { ago, count, moment } from './format.ts';

/** What is below the rows: how the agents are connected, and how much there is. */
export interface StatusLine {
  readonly element: HTMLElement;
  show(state: PanelState): void;
  frame(frame: PanelFrame): void;
}

export function createStatusLine(post: (message: PageMessage) => void): StatusLine {
  const connection = element('span', { class: 'connection', role: 'status' });
  const numbers = element('span', { class: 'numbers' });
  const retry = element('button', { class: 'link-button' }, 'Try Again');
  retry.type = 'button';
  retry.addEventListener('click', () => post({ kind: 'command', name: 'retry' }));
  const light = element('span', { class: 'light' }, icon('circle-filled'));
  const root = element('footer', { class: 'status' }, light, connection, retry, numbers);
  let state: PanelState | undefined;

  function tick(): void {
    if (!state) return;
    const { agents } = state;
    const worst = worstOf(agents);
    root.dataset.state = worst ?? 'none';
    retry.hidden = worst !== 'failed' && worst !== 'reconnecting';
    setText(connection, agents.length === 0 ? 'No agent chosen' : sentence(agents));
    connection.title = agents.map((agent) => `${agent.name}: ${stateOf(agent)}`).join('\n');
  }

  setInterval(tick, 1000);
  return {
    element: root,
    show(next) {
      state = next;
      tick();
    },
    frame(frame) {
      const shown = frame.end - frame.start;
      setText(
        numbers,
        shown === frame.lines
          ? plural(frame.lines, 'line')
          : `${plural(shown, 'row')} of ${plural(frame.lines, 'line')}`,
      );
    },
  };
}

function plural(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? '' : 's'}`;
}

const order = ['failed', 'reconnecting', 'connecting', 'connected'] as const;

function worstOf(agents: readonly PanelAgent[]): PanelAgent['state'] | undefined {
  return order.find((state) => agents.some((agent) => agent.state === state));
}

/** How all agents together are connected. */
export function sentence(agents: readonly PanelAgent[]): string {
  const [only] = agents;
  if (agents.length === 1 && only) return stateOf(only);
  return order
    .map((state) => ({ state, of: agents.filter((agent) => agent.state === state) }))
    .filter(({ of }) => of.length > 0)
    .map(({ state, of }) =>
      of.length === 1 && state !== 'connected'
        ? `${of[0]?.name}: ${stateOf(of[0] as PanelAgent)}`
        : `${of.length} ${state}`,
    )
    .join(' · ');
}

/** How one agent is connected, with what a person would ask next. */
export function stateOf(agent: PanelAgent, now = Date.now()): string {
  switch (agent.state) {
    case 'connecting':
      return `Connecting to ${agent.machine}…`;
    case 'connected': {
      if (agent.lastEntry === undefined) {
        const since = agent.connectedAt === undefined ? '' : ` since ${moment(agent.connectedAt)}`;
        return `Connected to ${agent.machine} · no entries${since}`;
      }
      const last = agent.lastEntry / 1000;
      return now - last < 10_000
        ? `Connected to ${agent.machine}`
        : `Connected to ${agent.machine} · no entries since ${moment(last)} (${ago(last, now)})`;
    }
    case 'reconnecting': {
      const seconds = Math.max(0, Math.ceil(((agent.retryAt ?? now) - now) / 1000));
      return `${agent.reason ?? 'The connection was lost.'} ${seconds > 0 ? `Reconnecting in ${seconds} s` : 'Reconnecting…'}`;
    }
    case 'failed':
      return agent.reason ?? `The journal of ${agent.name} cannot be read.`;
  }
}
