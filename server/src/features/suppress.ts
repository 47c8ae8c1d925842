import { type CodeAction, CodeActionKind, type Command } from 'vscode-languageserver';
import type { Finding } from '../../../protocol/src/findings.ts';
import { disableRuleCommand } from '../../../protocol/src/languageServer.ts';
import type { Document } from '../documents/document.ts';
import { formatOf } from '../formats/index.ts';
import type { EditOf } from './codeActions.ts';
import { diagnosticOf, type RulePages } from './diagnostics.ts';

export const documentationCommand = 'nixAgents.server.openDocumentation';

export interface Suppressing {
  editOf: EditOf;
  pages: RulePages;
  /** Whether the client has the command that writes its settings. */
  disablesRules: boolean;
  /** Whether the client opens a page that it is told of. */
  opensPages: boolean;
}

/** What can be done about findings besides mending them: not to hear of them, and to read why. */
export function suppressingActions(document: Document, findings: readonly Finding[], given: Suppressing): CodeAction[] {
  const { pages, disablesRules, opensPages } = given;
  // Of several findings of one rule in one line, one action is enough.
  const once = new Map(findings.map((finding) => [`${finding.code} ${finding.range.start.line}`, finding]));
  const action = (finding: Finding, title: string): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticOf(finding, pages)],
  });
  const commanded = (finding: Finding, command: Command): CodeAction => ({
    ...action(finding, command.title),
    command,
  });
  const byCode = [...new Map(findings.map((finding) => [finding.code, finding])).values()];
  return [
    ...[...once.values()].flatMap((finding) => inFile(document, finding, action, given)),
    ...byCode.flatMap((finding) => {
      const title = `Disable ${finding.code} in the workspace settings`;
      const command = { title, command: disableRuleCommand, arguments: [finding.code] };
      return disablesRules ? [commanded(finding, command)] : [];
    }),
    ...byCode.flatMap((finding) => {
      const title = `Open documentation of ${finding.code}`;
      const command = { title, command: documentationCommand, arguments: [finding.code] };
      return opensPages && pages(finding.code) ? [commanded(finding, command)] : [];
    }),
  ];
}

function inFile(
  document: Document,
  finding: Finding,
  action: (finding: Finding, title: string) => CodeAction,
  { editOf }: Suppressing,
): CodeAction[] {
  const { model, lines, flaw } = document;
  const format = formatOf(document.format);
  if (flaw || !format?.suppress) return [];
  const { line } = finding.range.start;
  return format.suppress(model, finding.code, line).map(({ scope, edits }) => ({
    ...action(finding, `Disable ${finding.code} for this ${scope}`),
    edit: editOf(edits.map((edit) => ({ range: lines.range(edit), newText: edit.text }))),
  }));
}
