import type { Span } from '../../text/span.ts';
import { isPlaceholder } from '../binary-caches/placeholder.ts';
import { readSecretText, type SecretText } from '../secret-text/model.ts';

/** The file that a Cachix agent's unit reads its token from: assignments, one a line, as systemd reads them. */
export interface AgentToken extends SecretText {
  lines: readonly TokenLine[];
}

/** A line that is neither empty nor a comment. */
export interface TokenLine extends Span {
  /** With the blanks behind it, where the line begins with it. */
  export?: Span;
  /** Absent where the line is no assignment. */
  name?: Span & { text: string };
  value: Span & { text: string; placeholder: boolean };
}

export const tokenName = 'CACHIX_AGENT_TOKEN';

export function readAgentToken(text: string): AgentToken {
  const lines: TokenLine[] = [];
  for (const match of text.matchAll(/^[ \t]*(?![#;\s])([^\r\n]+?)[ \t]*$/gm)) {
    const start = match.index + match[0].indexOf(match[1] ?? '');
    lines.push(readLine(match[1] ?? '', start));
  }
  const secret = lines.some(({ value }) => value.text !== '' && !value.placeholder);
  return { ...readSecretText(text, secret), lines };
}

function readLine(line: string, start: number): TokenLine {
  const [, exported = '', name, equals = '', quoted = ''] =
    /^(export\s+)?(?:([A-Za-z_]\w*)(\s*=\s*))?(.*)$/s.exec(line) ?? [];
  const nameStart = start + exported.length;
  const valueStart = nameStart + (name?.length ?? 0) + equals.length;
  const text = quoted.replace(/^(["'])(.*)\1$/s, '$2').trim();
  return {
    start,
    end: start + line.length,
    ...(exported && { export: { start, end: nameStart } }),
    ...(name && { name: { start: nameStart, end: nameStart + name.length, text: name } }),
    value: {
      start: valueStart,
      end: start + line.length,
      text,
      placeholder: isPlaceholder(text) || /^(?:AGENT-TOKEN|XXX+)$/i.test(text),
    },
  };
}
