import { type CodeAction, CodeActionKind } from 'vscode-languageserver';
import type { Finding, Fix } from '../../../protocol/src/findings.ts';
import { askCachesCommand, checkOnlineCommand, type OnlineRequest } from '../../../protocol/src/languageServer.ts';
import type { Document } from '../documents/document.ts';
import type { BinaryCaches, Cache } from '../formats/binary-caches/model.ts';
import { fetchTitle, publishedKey } from '../formats/binary-caches/rules/published-key.ts';
import type { Span } from '../text/span.ts';

/** Offers to ask Cachix for the key of a cache, at findings of a cache on Cachix that has no key of the right form. */
export function fetchKeyActions(
  document: Document,
  findings: readonly Finding[],
  file: string,
  clientAsks: boolean,
): CodeAction[] {
  const keyless = cachesOf(document).filter(
    ({ kind, publicKeys }) => kind === 'CachixCache' && !publicKeys.some(({ right }) => right),
  );
  // Once it was asked for, the finding that says so has the fix.
  const meant = findings
    .filter(({ code }) => code !== publishedKey.code)
    .map(({ range }) => document.lines.span(range));
  return keyless
    .filter(({ property }) => meant.some((span) => isWithin(span, property)))
    .map(({ name }) => {
      const request: OnlineRequest = { question: 'credentials', file, cache: name, fetchKey: true };
      const command = clientAsks ? askCachesCommand : checkOnlineCommand;
      return {
        title: `${fetchTitle} from Cachix`,
        kind: CodeActionKind.QuickFix,
        command: { title: fetchTitle, command, arguments: [request] },
      };
    });
}

/** The fix that puts the key of a cache in its place, after it was asked for. */
export function fetchedKey(document: Document, findings: readonly Finding[], name: string): Fix | undefined {
  const cache = cachesOf(document).find((one) => one.name === name);
  const fixes = findings
    .filter(({ range }) => cache && isWithin(document.lines.span(range), cache.property))
    .flatMap((finding) => finding.fixes);
  return fixes.find(({ title }) => title === fetchTitle);
}

function cachesOf({ format, flaw, model }: Document): readonly Cache[] {
  if (flaw || (format !== 'binary-caches' && format !== 'nix')) return [];
  const { caches, encrypted } = model as BinaryCaches;
  return encrypted ? [] : caches;
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
