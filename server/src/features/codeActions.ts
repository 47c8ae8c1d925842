import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Finding, Fix, Range } from '../../../protocol/src/findings.ts';
import { checkDecryptedCommand } from '../../../protocol/src/languageServer.ts';
import type { Document } from '../documents/document.ts';
import { diagnosticOf, type RulePages } from './diagnostics.ts';

export const fixAllKind = `${CodeActionKind.SourceFixAll}.nixAgents`;
export const effectCommand = 'nixAgents.server.applyEffect';

/** Wraps edits of one file in the form that the client understands. */
export type EditOf = (edits: TextEdit[]) => WorkspaceEdit;

/** The findings that a client asks about: those that its range touches, where it wants what is done about them. */
export function askedFindings(params: CodeActionParams, findings: readonly Finding[]): Finding[] {
  return isAsked(params, CodeActionKind.QuickFix) ? findings.filter(({ range }) => touches(range, params.range)) : [];
}

/** The fixes of findings. */
export function quickFixes(findings: readonly Finding[], editOf: EditOf, pages: RulePages): CodeAction[] {
  return findings.flatMap((finding) =>
    finding.fixes.map((fix, index) => quickFix(finding, fix, index === 0, editOf, pages)),
  );
}

function quickFix(finding: Finding, fix: Fix, first: boolean, editOf: EditOf, pages: RulePages): CodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticOf(finding, pages)],
    isPreferred: first,
    ...(fix.edits.length > 0 ? { edit: editOf(fix.edits) } : {}),
    ...(fix.effect ? { command: { title: fix.title, command: effectCommand, arguments: [fix.effect] } } : {}),
  };
}

/** Asks what a file holds that SOPS encrypted. */
export function checkDecryptedAction(uri: string): CodeAction {
  const title = 'Check Decrypted';
  return { title, kind: CodeActionKind.QuickFix, command: { title, command: checkDecryptedCommand, arguments: [uri] } };
}

/** One action that puts a mended text in the place of the whole, touching only what differs. */
export function fixAllAction(document: Document, mended: string, editOf: EditOf): CodeAction {
  const { text, lines } = document;
  let start = 0;
  while (start < text.length && text[start] === mended[start]) start++;
  let tail = 0;
  const most = Math.min(text.length, mended.length) - start;
  while (tail < most && text[text.length - 1 - tail] === mended[mended.length - 1 - tail]) tail++;
  const range = lines.range({ start, end: text.length - tail });
  return {
    title: 'Fix all that is safe to fix in this file',
    kind: fixAllKind,
    edit: editOf([{ range, newText: mended.slice(start, mended.length - tail) }]),
  };
}

/** Whether a client wants actions of a kind: it names none, this one, or one above it. */
export function isAsked({ context }: CodeActionParams, kind: string): boolean {
  return !context.only || context.only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}

function touches(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
