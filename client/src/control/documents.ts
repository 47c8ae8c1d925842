import type { Comparison } from '../../../hosts/src/deploy/compare.ts';
import type { ConfigurationReport } from '../../../hosts/src/host/configuration.ts';
import type { L10n } from '../agents/describe.ts';
import { driftName } from '../agents/files.ts';
import { code, escapeMarkdown, fenced, table } from '../markdown.ts';

/** A comparison of an agent's files with those on its host, as a Markdown document. */
export function comparisonDocument(title: string, { machine, summary, files }: Comparison, l10n: L10n): string {
  const header = [l10n.t('File'), l10n.t('On the host'), l10n.t('State')];
  const rows = files.map((file) => [code(file.source), code(file.destination), escapeMarkdown(driftName(file, l10n))]);
  return document(title, machine, summary, [
    rows.length > 0 && table(header, rows),
    escapeMarkdown(l10n.t('Files are compared by their hashes. No content left the host.')),
  ]);
}

/** What an agent said of its own configuration, as a Markdown document. */
export function configurationDocument(title: string, { machine, summary, output }: ConfigurationReport): string {
  return document(title, machine, summary, [output.length > 0 && fenced(output)]);
}

function document(title: string, machine: string, summary: string, parts: (string | false)[]): string {
  const head = [`# ${escapeMarkdown(title)}`, `**${escapeMarkdown(machine)}**`, escapeMarkdown(summary)];
  return `${[...head, ...parts].filter(Boolean).join('\n\n')}\n`;
}
