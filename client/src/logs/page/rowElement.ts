import type { LogAction, LogDetail, LogExplanation, LogRow } from '../../../../protocol/src/logPanel.ts';
import { element, icon } from './dom.ts';
import { count, fullTime, timeOfDay } from './format.ts';

/** How rows look at the moment. */
export interface RowLook {
  /** Names of the agents where there are several. */
  names: readonly string[];
  wrap: boolean;
}

/** Only what needs attention has an icon: a column full of them says nothing. */
const levelIcons = { error: 'error', warning: 'warning', info: undefined, debug: undefined } as const;
const markerIcons = { boot: 'vm-running', restart: 'debug-restart', day: 'calendar', gap: 'warning' } as const;
const stateIcons: Record<LogExplanation['state'], string> = {
  present: 'error',
  'fixed-unsaved': 'save',
  'fixed-undeployed': 'cloud-upload',
  foreign: 'question',
  known: 'lightbulb',
};

/** Colours of agents repeat after so many. */
export const agentColours = 6;

/** A row as the page shows it. What may be clicked carries its meaning in `data-` attributes. */
export function rowElement(row: LogRow, look: RowLook, position: number, size: number): HTMLElement {
  const line = element('div', { class: 'line' });
  line.append(element('span', { class: 'time', title: fullTime(row.time) }, timeOfDay(row.time)));
  const levelIcon = levelIcons[row.level];
  const name = look.names[row.agent];
  if (look.names.length > 1 && name !== undefined) {
    line.append(
      element(
        'span',
        { class: 'agent', title: name },
        element('span', { class: `dot agent-${row.agent % agentColours}`, 'aria-hidden': 'true' }),
        name,
      ),
    );
  }
  line.append(
    element('span', { class: 'severity', title: `${row.severity} · ${row.source}` }, levelIcon && icon(levelIcon)),
    element('span', { class: 'sr-only' }, `${row.severity}: `),
    ...(row.hint ? [hintElement(row.hint)] : []),
    messageElement(row, look.wrap),
  );
  if (row.repeats) {
    const { count: times, until } = row.repeats;
    line.append(
      button(
        { id: 'unfold', title: `×${count(times + 1)}` },
        'repeats',
        `Repeated ${count(times + 1)} times until ${timeOfDay(until)}. Show each.`,
      ),
    );
  }
  return element(
    'div',
    {
      class: `row ${row.level}${row.context ? ' context' : ''}${row.detail ? ' open' : ''}`,
      role: 'listitem',
      tabIndex: -1,
      'data-row': String(row.row),
      'aria-posinset': String(position),
      'aria-setsize': String(size),
      'aria-expanded': undefined,
    },
    row.marker &&
      element(
        'div',
        { class: `marker ${row.marker.kind}` },
        element('span', {}, icon(markerIcons[row.marker.kind]), row.marker.label),
      ),
    line,
    row.detail && detailElement(row.detail),
  );
}

/** Leads to what is known about a line; where a file causes it, to its place. */
function hintElement({ text, place }: NonNullable<LogRow['hint']>): HTMLElement {
  const hint = element(
    'button',
    { class: 'hint', 'data-open': 'true', title: text, 'aria-label': place === undefined ? text : `${place}: ${text}` },
    icon('lightbulb'),
    place,
  );
  hint.type = 'button';
  return hint;
}

function messageElement(row: LogRow, wrap: boolean): HTMLElement {
  const message = element('span', { class: 'message' });
  for (const part of row.parts) {
    const text = wrap ? part.text : part.text.replace(/\r?\n/g, ' ↵ ');
    if (part.link) {
      message.append(element('span', { class: part.style ?? 'link', 'data-link': part.link, title: part.link }, text));
    } else if (part.style) {
      message.append(element('span', { class: part.style }, text));
    } else {
      message.append(text);
    }
  }
  if (row.cut) message.append(button({ id: 'all', title: `… show all, ${count(row.cut)} more characters` }, 'cut'));
  return message;
}

function detailElement(detail: LogDetail): HTMLElement {
  return element(
    'div',
    { class: 'detail' },
    ...detail.explanations.map(explanationElement),
    detail.pending && element('div', { class: 'pending' }, icon('loading'), 'Asking the files what causes this…'),
    detail.message !== undefined && element('pre', { class: 'whole' }, detail.message),
    element(
      'div',
      { class: 'about' },
      element(
        'dl',
        { class: 'fields' },
        ...detail.fields.map(({ name, value }) =>
          element('div', {}, element('dt', {}, name), element('dd', {}, value)),
        ),
      ),
      element('div', { class: 'actions' }, ...detail.actions.map((action) => button(action))),
    ),
  );
}

function explanationElement(explanation: LogExplanation): HTMLElement {
  return element(
    'div',
    { class: `explanation ${explanation.state}` },
    icon(stateIcons[explanation.state]),
    element(
      'div',
      { class: 'explained' },
      element('p', {}, explanation.message),
      explanation.advice !== undefined && element('p', { class: 'advice' }, explanation.advice),
      explanation.actions.length > 0 &&
        element('div', { class: 'actions' }, ...explanation.actions.map((action) => button(action))),
    ),
  );
}

function button(action: LogAction, style?: string, label?: string): HTMLButtonElement {
  const result = element(
    'button',
    { class: style ?? `action${action.primary ? ' primary' : ''}`, 'data-action': action.id, title: label },
    action.icon !== undefined && icon(action.icon),
    action.title,
  );
  result.type = 'button';
  return result;
}
