import type { Severity } from '../../../protocol/src/findings.ts';
import type { CheckedFile } from './results.ts';

const levels: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' };

/**
 * The findings as annotations of a GitHub workflow.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function asGithub(files: readonly CheckedFile[]): string {
  return files
    .flatMap(({ path, findings }) =>
      findings.map(({ range, severity, code, message }) => {
        const properties = {
          file: path,
          line: range.start.line + 1,
          endLine: range.end.line + 1,
          // GitHub takes columns on one line only.
          ...(range.start.line === range.end.line && {
            col: range.start.character + 1,
            endColumn: range.end.character + 1,
          }),
          title: code,
        };
        const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
        return `::${levels[severity]} ${list.join(',')}::${escapeData(message)}\n`;
      }),
    )
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
