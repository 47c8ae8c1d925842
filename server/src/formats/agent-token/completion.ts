import { type CompletionItem, CompletionItemKind, type Hover } from 'vscode-languageserver-types';
import type { Document } from '../../documents/document.ts';
import { contains } from '../../text/span.ts';
import { type AgentToken, tokenName } from './model.ts';

const meaning =
  'The token by which the agent is known to Cachix Deploy, as `cachix` reads it from its environment. **Secret.** On macOS the file is read by a shell: there it begins with `export`.';

/** The one variable of the file, where a line begins. */
export function completeAgentToken(
  { encrypted, lines: assignments }: AgentToken,
  offset: number,
  document: Document,
): CompletionItem[] {
  const { text, lines } = document;
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const written = /^(?:export\s+)?([A-Z_]*)$/.exec(before)?.[1];
  const present = assignments.some(({ name }) => name?.text === tokenName && !contains(name, offset));
  if (encrypted || written === undefined || present) return [];
  const rest = /^[A-Z_]*=?/.exec(text.slice(offset))?.[0].length ?? 0;
  return [
    {
      label: tokenName,
      kind: CompletionItemKind.Variable,
      documentation: { kind: 'markdown', value: meaning },
      textEdit: {
        range: lines.range({ start: offset - written.length, end: offset + rest }),
        newText: `${tokenName}=`,
      },
    },
  ];
}

export function hoverAgentToken(
  { lines: assignments }: AgentToken,
  offset: number,
  { lines }: Document,
): Hover | undefined {
  const name = assignments.map((line) => line.name).find((each) => each?.text === tokenName && contains(each, offset));
  return name && { contents: { kind: 'markdown', value: meaning }, range: lines.range(name) };
}
