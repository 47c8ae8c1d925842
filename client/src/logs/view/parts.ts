import Anser from 'anser';
import type { LogPart } from '../../../../protocol/src/logPanel.ts';
import { readKatip } from './katip.ts';
import { type Matcher, type Span, withoutEscapes } from './matcher.ts';

/** Longer lines are shown cut until the person asks for all. */
export const shownCharacters = 2000;

interface Styled {
  start: number;
  end: number;
  style: string;
  link?: string;
}

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const links = /https?:\/\/[^\s"'<>\\)\]]+[^\s"'<>\\)\].,;:]|\/nix\/store\/[0-9abcdfghijklmnpqrsvwxyz]{32}-[\w+.?=-]+/g;

/** Text of a line and its styles. `cut` counts the characters that are left out. */
export function partsOf(message: string, matcher: Matcher, raw: boolean): { parts: LogPart[]; cut: number } {
  const styled: Styled[] = [];
  let text = message.includes('\x1b') ? readEscapes(message, styled) : message;
  if (!raw) text = withoutBrackets(text, styled);
  text = text.trimEnd();
  const cut = Math.max(0, text.length - shownCharacters);
  if (cut > 0) text = text.slice(0, shownCharacters);
  for (const match of text.matchAll(links)) {
    styled.push({ start: match.index, end: match.index + match[0].length, style: 'link', link: match[0] });
  }
  for (const [start, end] of hitsIn(matcher, text)) styled.push({ start, end, style: 'hit' });
  return { parts: split(text, styled), cut };
}

function hitsIn(matcher: Matcher, text: string): Span[] {
  try {
    return matcher.spans(text);
  } catch {
    // An expression that is too slow is told where the filter is set; the text is readable without marks.
    return [];
  }
}

/** Puts what the columns say already out of the way: the message first, what it was about after it. */
function withoutBrackets(text: string, styled: Styled[]): string {
  const line = readKatip(text);
  if (!line) return text;
  const colours = styled.splice(0);
  const name = line.namespace.replace(/^agent\.agent$/, '');
  let result = '';
  if (name) {
    styled.push({ start: 0, end: name.length, style: 'dim' });
    result = `${name}  `;
  }
  const moved = result.length - (text.length - line.message.length);
  for (const { start, end, style } of colours) {
    if (end + moved > result.length)
      styled.push({ start: Math.max(start + moved, result.length), end: end + moved, style });
  }
  result += line.message;
  const context = line.context.trim();
  if (context) {
    styled.push({ start: result.length, end: result.length + 2 + context.length, style: 'dim' });
    result += `  ${context}`;
  }
  return result;
}

/** Takes the terminal's escapes out of a text; colours become styles. */
function readEscapes(message: string, styled: Styled[]): string {
  // Only colours are for the reader's eyes; cursor movements and titles are dropped.
  const coloursOnly = message.replace(/\x1b\[[0-9;:]*m|\x1b[^\x1b]*/g, (sequence) =>
    /^\x1b\[[0-9;:]*m$/.test(sequence) ? sequence : withoutEscapes(sequence),
  );
  let text = '';
  for (const entry of Anser.ansiToJson(coloursOnly, { use_classes: true, remove_empty: true })) {
    const start = text.length;
    text += entry.content;
    const style = [colour('fg', entry.fg), colour('bg', entry.bg), ...entry.decorations.map((name) => `ansi-${name}`)]
      .filter((name) => name !== '')
      .join(' ');
    if (style) styled.push({ start, end: text.length, style });
  }
  return text;
}

function colour(ground: 'fg' | 'bg', name: string | null): string {
  if (!name) return '';
  const bright = name.startsWith('ansi-bright-');
  const base = name.replace(/^ansi-(bright-)?/, '');
  return colours.includes(base) ? `ansi-${ground}-${bright ? 'bright-' : ''}${base}` : '';
}

/** Cuts a text where a style begins or ends. */
function split(text: string, styled: Styled[]): LogPart[] {
  if (styled.length === 0) return [{ text }];
  const cuts = new Set([0, text.length]);
  for (const { start, end } of styled) {
    cuts.add(Math.min(start, text.length));
    cuts.add(Math.min(end, text.length));
  }
  const ordered = [...cuts].sort((a, b) => a - b);
  const parts: LogPart[] = [];
  for (let index = 0; index + 1 < ordered.length; index++) {
    const start = ordered[index] as number;
    const end = ordered[index + 1] as number;
    const here = styled.filter((range) => range.start <= start && range.end >= end);
    const link = here.find((range) => range.link)?.link;
    parts.push({
      text: text.slice(start, end),
      ...(here.length > 0 && { style: [...new Set(here.map((range) => range.style))].join(' ') }),
      ...(link && { link }),
    });
  }
  return parts;
}
