import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { Finding, Severity } from '../../../protocol/src/findings.ts';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Where the page of each rule is, by the rule's code. */
export type RulePages = (code: string) => string | undefined;

export function diagnosticOf(finding: Finding, pages: RulePages): Diagnostic {
  const href = pages(finding.code);
  return {
    range: finding.range,
    severity: severities[finding.severity],
    code: finding.code,
    ...(href ? { codeDescription: { href } } : {}),
    source: 'Nix Agents',
    message: finding.message,
  };
}

/** Of a file that cannot be looked into. */
export function unreadableDiagnostic(message: string): Diagnostic {
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Error,
    source: 'Nix Agents',
    message,
  };
}
