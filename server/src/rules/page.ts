import { extname } from 'node:path';
import type { Finding } from '../../../protocol/src/findings.ts';
import { checkExample, type RegisteredRule } from './example.ts';
import { fillExample, showExample } from './examples.ts';
import type { Example } from './rule.ts';

/** The page of each rule and the list of all, in Markdown, by path in their folder. */
export function rulePages(entries: readonly RegisteredRule[]): Record<string, string> {
  return {
    ...Object.fromEntries(entries.map((entry) => [`${entry.rule.code}.md`, pageOf(entry)])),
    'README.md': indexPage(entries),
  };
}

function pageOf(entry: RegisteredRule): string {
  const { rule } = entry;
  return [
    `# ${rule.code}`,
    rule.summary,
    `Severity: **${rule.severity}**.`,
    rule.reason,
    ...rule.examples.flatMap((example, index) =>
      exampleSection(entry, example, rule.examples.length > 1 ? ` ${index + 1}` : ''),
    ),
    '## Settings',
    'In the editor:',
    fenced('json', `"nixAgents.rules": { "${rule.code}": "off" }`),
    'On the command line:',
    fenced('sh', `nix-agents check --rule ${rule.code}=off`),
    ...(rule.code.startsWith('nix/')
      ? [
          'In the file, above the line or, without `-next-line`, for the whole of it:',
          fenced('nix', `# nix-agents-disable-next-line ${rule.code}`),
        ]
      : []),
    'A severity (`hint`, `info`, `warning`, `error`) may stand in the place of `off`.',
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function exampleSection(entry: RegisteredRule, example: Example, number: string): string[] {
  const name = example.name ?? entry.format.fileName;
  const language = extname(name).slice(1) || 'text';
  const found = checkExample(entry, example, fillExample(example.bad), example).filter(
    ({ code }) => code === entry.rule.code,
  );
  const same = example.bad === example.good;
  return [
    `## Example${number}`,
    `\`${name}\`${situation(example)}:`,
    fenced(language, showExample(example.bad)),
    ...new Set(found.map(saidOf)),
    ...fixesOf(found),
    ...(same ? [] : ['Right:', fenced(language, showExample(example.good))]),
  ];
}

function situation({ facts, online }: Example): string {
  if (online) return ', when caches were asked';
  const file = facts?.['.'];
  if (file?.git) return `, ${file.git === 'untracked' ? 'untracked and not ignored' : file.git} by git`;
  return file?.mode === undefined ? '' : `, with mode ${file.mode.toString(8)}`;
}

function saidOf({ severity, message, hostError }: Finding): string {
  const host = hostError === undefined ? '' : `\n\nThe agent prints: \`${hostError.trim()}\``;
  return `> ${severity}: ${message}${host}`;
}

function fixesOf(found: readonly Finding[]): string[] {
  const fixes = new Map(found.flatMap(({ fixes: each }) => each).map((fix) => [fix.title, fix]));
  if (fixes.size === 0) return [];
  const lines = [...fixes.values()].map(({ title, safe }) => `- ${title}${safe ? ' (also by `--fix`)' : ''}`);
  return [`Fixes:\n\n${lines.join('\n')}`];
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.replace(/\n$/, '')}\n\`\`\``;
}

function indexPage(entries: readonly RegisteredRule[]): string {
  const rows = entries.map(
    ({ rule }) => `| [${rule.code}](${rule.code}.md) | ${rule.severity} | ${rule.summary.replaceAll('|', '\\|')} |`,
  );
  return [
    '# Rules',
    '',
    'What the language server and `nix-agents check` know. Generated from the rules: `npm run rule-docs` writes these pages.',
    '',
    '| code | severity | what it says |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
