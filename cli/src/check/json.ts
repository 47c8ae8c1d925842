import type { CheckedFile } from './results.ts';

/** The findings as one JSON array; lines and columns count from 1, columns in UTF-16 units. */
export function asJson(files: readonly CheckedFile[]): string {
  const findings = files.flatMap(({ path, findings }) =>
    findings.map(({ range, severity, code, message, fixes }) => ({
      path,
      line: range.start.line + 1,
      column: range.start.character + 1,
      endLine: range.end.line + 1,
      endColumn: range.end.character + 1,
      severity,
      code,
      message,
      fixes: fixes.map(({ title }) => title),
    })),
  );
  return `${JSON.stringify(findings, null, 2)}\n`;
}
