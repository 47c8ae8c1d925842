import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEntry } from '../../../protocol/src/journal.ts';
import { harmless, type Style } from '../terminal.ts';
import { causeText, type Explain } from './causes.ts';

/** Prints entries of one agent, in the order in which they come. */
export type EntryPrinter = (entries: readonly JournalEntry[]) => Promise<string>;

/** One JSON object a line. */
export function jsonPrinter(agent: Agent, explain: Explain): EntryPrinter {
  return inTurn(async (entry) => {
    const { timeMicros, cursor, unit, pid, severity, message } = entry;
    const time = isoTime(timeMicros);
    const insight = await explain(entry);
    return `${JSON.stringify({ agent: agent.id, time, cursor, unit, pid, severity, message, insight })}\n`;
  });
}

/** For a person: the time here, the agent where there are several, unit and process, the message, and what is known about it. */
export function textPrinter(agent: Agent, explain: Explain, several: boolean, style: Style): EntryPrinter {
  let explained = '';
  return inTurn(async (entry) => {
    const time = style.dim(localTime(entry.timeMicros));
    const head = [time, several ? style.cyan(harmless(agent.id)) : '', sourceOf(entry, style)]
      .filter(Boolean)
      .join(' ');
    const [first = '', ...rest] = harmless(entry.message, style.colour).split('\n');
    const lines = [
      `${head}: ${painted(first, entry, style)}`,
      ...rest.map((line) => `    ${painted(line, entry, style)}`),
    ];
    const insight = await explain(entry);
    const known = JSON.stringify(insight);
    // The same line again and again needs no more than one explanation.
    if (insight && known !== explained) {
      lines.push(style.blue(`    → ${insight.explanation} ${insight.advice}`));
      lines.push(...(insight.causes ?? []).map((cause) => style.blue(`    → ${harmless(causeText(cause))}`)));
    }
    if (insight) explained = known;
    return `${lines.join('\n')}\n`;
  });
}

function inTurn(print: (entry: JournalEntry) => Promise<string>): EntryPrinter {
  return async (entries) => {
    let text = '';
    for (const entry of entries) text += await print(entry);
    return text;
  };
}

function sourceOf({ unit, pid }: JournalEntry, style: Style): string {
  const name = harmless(unit.replace(/\.service$/, ''));
  return pid === undefined ? style.dim(name) : style.dim(`${name}[${pid}]`);
}

function painted(text: string, { severity }: JournalEntry, style: Style): string {
  switch (severity) {
    case 'debug':
      return style.dim(text);
    case 'info':
      return text;
    case 'notice':
      return style.bold(text);
    case 'warning':
      return style.yellow(text);
    default:
      return style.red(text);
  }
}

/** ISO 8601 in UTC, to the microsecond. */
export function isoTime(micros: string): string {
  const padded = micros.padStart(7, '0');
  const seconds = new Date(Number(padded.slice(0, -6)) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${padded.slice(-6)}Z`;
}

function localTime(micros: string): string {
  const at = new Date(Number(micros) / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${date} ${time}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}
