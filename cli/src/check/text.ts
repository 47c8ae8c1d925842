import type { Finding, Severity } from '../../../protocol/src/findings.ts';
import { harmless, type Style, type Terminal } from '../terminal.ts';
import { excerptOf, shownLine } from './excerpt.ts';
import { type CheckedFile, countBySeverity, counted } from './results.ts';

const widest = 120;

/** The findings for a person: where, what, the line with the place underlined, and what can be done. */
export function asText(files: readonly CheckedFile[], { out, columns }: Pick<Terminal, 'out' | 'columns'>): string {
  const blocks = files.flatMap((file) => {
    const source = sourceOf(file);
    return file.findings.map((finding) => block(file.path, finding, source, out, columns));
  });
  return [...blocks, summary(files, out)].join('\n');
}

/** The lines of a file as they may be shown, each made once: a file on one line has all its findings there. */
function sourceOf({ format, text }: CheckedFile): (line: number) => string | undefined {
  const lines = text.split(/\r\n|\r|\n/);
  const shown = new Map<number, string | undefined>();
  return (line) => {
    if (!shown.has(line)) shown.set(line, shownLine(format, lines[line] ?? ''));
    return shown.get(line);
  };
}

function block(
  path: string,
  finding: Finding,
  source: (line: number) => string | undefined,
  style: Style,
  columns?: number,
): string {
  const { start } = finding.range;
  const place = `${harmless(path)}:${start.line + 1}:${start.character + 1}`;
  const severity = painted(finding.severity, style);
  const head = `${style.bold(place)}: ${severity}: ${harmless(finding.message)} ${style.dim(`[${finding.code}]`)}`;
  const margin = ' '.repeat(String(start.line + 1).length);
  const line = source(start.line);
  const lines = line === undefined ? [] : excerptLines(line, finding, margin, style, columns);
  const fixes = finding.fixes.map(
    ({ title, safe }) =>
      `  ${margin} ${style.blue('=')} ${style.green(safe ? 'fix' : 'possible fix')}: ${harmless(title)}`,
  );
  return [head, ...lines, ...fixes, ''].join('\n');
}

function excerptLines(line: string, finding: Finding, margin: string, style: Style, columns?: number): string[] {
  const { start, end } = finding.range;
  const width = Math.max(40, Math.min(columns ?? widest, widest) - margin.length - 5);
  const to = end.line === start.line ? end.character : line.length;
  const excerpt = excerptOf(line, start.character, to, width);
  const bar = style.blue('|');
  const underline = paint(finding.severity, style)('^'.repeat(excerpt.length));
  return [
    `  ${style.blue(String(start.line + 1))} ${bar} ${excerpt.text}`,
    `  ${margin} ${bar} ${' '.repeat(excerpt.start)}${underline}`,
  ];
}

function summary(files: readonly CheckedFile[], style: Style): string {
  const counts = countBySeverity(files);
  const found = (['error', 'warning', 'info', 'hint'] as const).filter((severity) => counts[severity] > 0);
  const where = counted(files.length, 'file');
  if (found.length === 0) return `${style.green('Nothing is wrong')} in ${where}.\n`;
  const list = found.map((severity) => paint(severity, style)(counted(counts[severity], severity))).join(', ');
  const safe = files.flatMap(({ findings }) => findings).filter(({ fixes }) => fixes.some((fix) => fix.safe)).length;
  const fixable = safe > 0 ? ` --fix mends ${safe} of them.` : '';
  return `${list} in ${where}.${fixable}\n`;
}

function painted(severity: Severity, style: Style): string {
  return style.bold(paint(severity, style)(severity));
}

function paint(severity: Severity, style: Style): (text: string) => string {
  return { error: style.red, warning: style.yellow, info: style.blue, hint: style.dim }[severity];
}
