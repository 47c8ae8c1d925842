/** Text of others in Markdown, as it is written. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!~<>|&$]/g, '\\$&').replace(/\s+/g, ' ');
}

/** A table of cells that are Markdown already. */
export function table(header: string[], rows: string[][]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Inline code that no `|` or back-tick ends. */
export function code(text: string): string {
  return `<code>${text.replace(/[&<>|]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</code>`;
}

/** A block of lines that nothing in them can close. */
export function fenced(lines: string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((ticks) => ticks.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...lines, fence].join('\n');
}
