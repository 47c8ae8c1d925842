import type { Finding, Severity } from '../../../protocol/src/findings.ts';
import type { Flaw } from '../documents/decode.ts';
import type { Format } from '../formats/format.ts';
import type { Lines } from '../text/lines.ts';
import type { CheckContext, Fault, Rule } from './rule.ts';
import { isSuppressed } from './suppress.ts';

/** What a person made of a rule's severity. */
export type RuleLevel = Severity | 'off';

/**
 * Runs the rules of a format over a document. Findings are sorted by place, then by code.
 * A rule that throws is a fault of ours and no reason to lose the findings of the others: `onError` is told.
 */
export function checkDocument(
  format: Format,
  context: CheckContext,
  levels: Readonly<Record<string, RuleLevel>> = {},
  onError: (code: string, error: unknown) => void = throwError,
): Finding[] {
  const { document } = context;
  if (document.flaw) return flawFinding(format, document.flaw, levels);
  const found: { finding: Finding; start: number; end: number }[] = [];
  for (const rule of format.rules) {
    const level = levels[rule.code];
    if (level === 'off') continue;
    try {
      for (const fault of rule.check(document.model, context)) {
        found.push({ finding: findingOf(rule, fault, document.lines, level), start: fault.start, end: fault.end });
      }
    } catch (error) {
      onError(rule.code, error);
    }
  }
  found.sort((a, b) => a.start - b.start || a.end - b.end || compare(a.finding.code, b.finding.code));
  const suppressions = format.suppressions?.(document.model) ?? [];
  return found
    .map(({ finding }) => finding)
    .filter(({ code, range }) => !isSuppressed(suppressions, code, range.start.line));
}

function flawFinding(format: Format, flaw: Flaw, levels: Readonly<Record<string, RuleLevel>>): Finding[] {
  const code = flaw.kind === 'encrypted' ? `${format.id}/encrypted` : format.syntaxCode;
  const level = levels[code] ?? (flaw.kind === 'encrypted' ? 'hint' : 'error');
  if (level === 'off') return [];
  const start = { line: 0, character: 0 };
  return [{ code, severity: level, message: flaw.message, range: { start, end: start }, fixes: [] }];
}

function findingOf(rule: Rule, fault: Fault, lines: Lines, level: Severity | undefined): Finding {
  return {
    code: rule.code,
    severity: level ?? fault.severity ?? rule.severity,
    message: fault.message,
    range: lines.range(fault),
    fixes: (fault.fixes ?? []).map(({ title, safe, edits, effect }) => ({
      title,
      safe: safe ?? false,
      edits: edits.map((edit) => ({ range: lines.range(edit), newText: edit.text })),
      ...(effect ? { effect } : {}),
    })),
    ...(fault.hostError === undefined ? {} : { hostError: fault.hostError }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function throwError(_code: string, error: unknown): never {
  throw error;
}
