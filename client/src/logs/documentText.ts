import { readKatip } from './view/katip.ts';

/** A line of a log that is opened as a document, as `textOf` writes it. */
export interface DocumentLine {
  /** Counts from 0. */
  line: number;
  agent: string;
  message: string;
}

/** Something that a person jumps to. */
export interface Landmark {
  line: number;
  kind: 'start' | 'error' | 'warning';
  name: string;
}

/** From the line where an agent's service starts to the last one before it starts again. */
export interface Run {
  first: number;
  last: number;
}

const shape = /^\d{4}-\d\d-\d\dT\S+ (\S+) [^\s:]+: (.*)$/;
const severity = /^\[[^\]]*\]\[[^\]]*\]\[(Warning|Error|Critical|Alert|Emergency)\]/;
const starts = /^(?:Starting|Started) \S/;
const fails = /^\S+: (?:FatalError |TokenError |\S*Exception\b)|: Failed with result '/;
const nameLength = 80;

/** Lines of a log's text; those that do not begin an entry belong to the one before and are left out. */
export function readLines(text: string): DocumentLine[] {
  const lines: DocumentLine[] = [];
  let number = 0;
  for (const line of text.split('\n')) {
    const match = shape.exec(line);
    if (match) lines.push({ line: number, agent: match[1] ?? '', message: match[2] ?? '' });
    number++;
  }
  return lines;
}

/** Starts, failures and warnings, in the order of the text. */
export function landmarksOf(lines: readonly DocumentLine[]): Landmark[] {
  return lines.flatMap(({ line, message }) => {
    const level = severity.exec(message)?.[1];
    const kind = starts.test(message)
      ? 'start'
      : level === 'Warning'
        ? 'warning'
        : level || fails.test(message)
          ? 'error'
          : undefined;
    if (!kind) return [];
    return [{ line, kind, name: (readKatip(message)?.message ?? message).slice(0, nameLength) }];
  });
}

/** What can be folded: the lines of each run of a service, where the text is of one agent. */
export function runsOf(lines: readonly DocumentLine[]): Run[] {
  const runs: Run[] = [];
  const last = lines.at(-1)?.line;
  if (last === undefined || lines.some(({ agent }) => agent !== lines[0]?.agent)) return runs;
  let first: number | undefined;
  for (const { line, message } of lines) {
    if (!/^Starting \S/.test(message)) continue;
    if (first !== undefined && line - 1 > first) runs.push({ first, last: line - 1 });
    first = line;
  }
  if (first !== undefined && last > first) runs.push({ first, last });
  return runs;
}

const storePath = /\/nix\/store\/[0-9abcdfghijklmnpqrsvwxyz]{32}-[\w+.?=-]+(?:\/[\w+.?=/-]*\w)?/g;

/** Store paths in a text, by offset. */
export function storePathsOf(text: string): { start: number; path: string }[] {
  return [...text.matchAll(storePath)].map((match) => ({ start: match.index, path: match[0].replace(/[.?]$/, '') }));
}
