import { resolve } from 'node:path';
import { type Range, SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import type { Agent, AgentKind, Place } from '../../../protocol/src/agents.ts';
import type { Document } from '../documents/document.ts';
import { namesOf } from '../names/search.ts';

const kindNames: Record<AgentKind, string> = { 'hercules-ci': 'Hercules CI', 'cachix-deploy': 'Cachix Deploy' };

/** The agents whose names have the characters of a query in their order, at the first place that defines them. */
export function workspaceSymbols(
  agents: readonly Agent[],
  query: string,
  current: (path: string) => Document | undefined,
  uriFor: (path: string) => string,
): WorkspaceSymbol[] {
  return agents
    .filter(({ name }) => isIn(query, name))
    .flatMap(({ name, kind, group, workspace, definedAt: [place] }) => {
      if (!place) return [];
      const path = resolve(workspace, place.path);
      return {
        name,
        kind: SymbolKind.Object,
        containerName: [kindNames[kind], group].filter((part) => part !== '').join(' · '),
        location: { uri: uriFor(path), range: rangeOf(current(path), name, place) },
      };
    });
}

function rangeOf(document: Document | undefined, name: string, { line }: Place): Range {
  const start = { line: line - 1, character: 0 };
  const ranges = document
    ? namesOf(document)
        .filter((place) => place.of === 'agent' && place.name === name)
        .map((place) => document.lines.range(place))
    : [];
  return ranges.find((range) => range.start.line === start.line) ?? { start, end: start };
}

function isIn(query: string, name: string): boolean {
  let at = 0;
  const lower = name.toLowerCase();
  for (const character of query.toLowerCase().replaceAll(/\s/g, '')) {
    at = lower.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
