import { insightOf } from '../../../hosts/src/journal/insights.ts';
import type { Agent } from '../../../protocol/src/agents.ts';
import type { JournalEntry } from '../../../protocol/src/journal.ts';
import { harmless, type Style } from '../terminal.ts';

/** Prints entries of one agent, in the order in which they come. */
export type EntryPrinter = (entries: readonly JournalEntry[]) => string;

/** One JSON object a line. */
export function jsonPrinter(agent: Agent): EntryPrinter {
  return (entries) =>
    entries
      .map(({ timeMicros, cursor, unit, pid, severity, message }) => {
        const insight = insightOf(message);
        const time = isoTime(timeMicros);
        return `${JSON.stringify({ agent: agent.id, time, cursor, unit, pid, severity, message, insight })}\n`;
      })
      .join('');
}

/** For a person: the time here, the agent where there are several, unit and process, the message, and what is known about it. */
export function textPrinter(agent: Agent, several: boolean, style: Style): EntryPrinter {
  let explained = '';
  return (entries) =>
    entries
      .map((entry) => {
        const head = [
          style.dim(localTime(entry.timeMicros)),
          several ? style.cyan(harmless(agent.id)) : '',
          sourceOf(entry, style),
        ];
        const [first = '', ...rest] = harmless(entry.message, style.colour).split('\n');
        const lines = [`${head.filter(Boolean).join(' ')}: ${painted(first, entry, style)}`];
        lines.push(...rest.map((line) => `    ${painted(line, entry, style)}`));
        const insight = insightOf(entry.message);
        // The same line again and again needs no more than one explanation.
        if (insight && insight.id !== explained)
          lines.push(style.blue(`    → ${insight.explanation} ${insight.advice}`));
        if (insight) explained = insight.id;
        return `${lines.join('\n')}\n`;
      })
      .join('');
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
