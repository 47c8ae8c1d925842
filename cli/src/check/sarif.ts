import type { Finding, Severity } from '../../../protocol/src/findings.ts';
import type { CheckedFile } from './results.ts';

const levels: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

/**
 * The findings as a SARIF 2.1.0 log.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function asSarif(files: readonly CheckedFile[], version: string): string {
  const codes = [...new Set(files.flatMap(({ findings }) => findings.map(({ code }) => code)))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'nix-agents', version, rules: codes.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        artifacts: files.map(({ path }) => ({ location: locationOf(path) })),
        results: files.flatMap((file, index) =>
          file.findings.map((finding) => resultOf(finding, file.path, index, codes.indexOf(finding.code))),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf({ code, severity, message, range }: Finding, path: string, index: number, ruleIndex: number) {
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { ...locationOf(path), index },
          region: {
            startLine: range.start.line + 1,
            startColumn: range.start.character + 1,
            endLine: range.end.line + 1,
            endColumn: range.end.character + 1,
          },
        },
      },
    ],
  };
}

function locationOf(path: string): { uri: string } {
  return { uri: path.split('/').map(encodeURIComponent).join('/') };
}
