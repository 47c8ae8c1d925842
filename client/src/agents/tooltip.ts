import type { Agent } from '../../../protocol/src/agents.ts';
import { escapeMarkdown } from '../markdown.ts';
import { age, agentIcon, kindName, type Reader, stateName } from './describe.ts';
import { machineOf } from './machine.ts';
import type { Look } from './statuses.ts';

/** An agent's tooltip in Markdown with theme icons: every field with the line that says so. */
export function agentTooltip(agent: Agent, look: Look, reader: Reader): string {
  const { l10n } = reader;
  const from = (field: string) => {
    const provenance = agent.provenance[field];
    return provenance ? ` — *${escapeMarkdown(`${provenance.path}:${provenance.line}`)}*` : '';
  };
  const rows: string[] = [];
  const row = (label: string, value: string | undefined, field: string) => {
    if (value) rows.push(`- ${label}: ${escapeMarkdown(value)}${from(field)}`);
  };
  row(l10n.t('Host'), agent.host && machineOf(agent), 'host');
  row(l10n.t('Service'), agent.service?.name, 'service');
  row(l10n.t('Profile'), agent.profile, 'profile');
  row(l10n.t('System'), agent.storePath, 'storePath');
  row(l10n.t('Built from'), agent.build, 'build');
  for (const secret of agent.secrets) row(l10n.t('File'), secret.source, `secrets.${secret.name}`);
  if (!agent.host) rows.push(`- ${l10n.t('No file says at which host it is.')}`);
  return [
    `**${escapeMarkdown(agent.name)}** · ${l10n.t('{0} agent', kindName(agent.kind))}`,
    stateLine(look, reader),
    rows.join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function stateLine(look: Look, reader: Reader): string {
  const { l10n, language, now } = reader;
  if (look.kind === 'not-connected') {
    return `$(plug) ${escapeMarkdown(l10n.t('Not connected. Its state is shown once you connect.'))}`;
  }
  const status = look.kind === 'read' ? look.status : look.last;
  if (!status) return `$(loading~spin) ${escapeMarkdown(l10n.t('connecting…'))}`;
  const lasting = status.since && age(status.since, reader);
  const state = stateName(status.state, l10n);
  const line = `$(${agentIcon(look).id}) ${escapeMarkdown(lasting ? l10n.t('{0} for {1}', state, lasting) : state)}`;
  const read =
    look.kind === 'read' && look.at > 0 ? ` · ${escapeMarkdown(l10n.t('seen {0}', ago(look.at, language, now)))}` : '';
  return `${line}${read}${status.detail ? `\n\n${escapeMarkdown(status.detail)}` : ''}`;
}

function ago(at: number, language: string, now: number): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const seconds = Math.round((at - now) / 1000);
  return seconds > -60 ? format.format(seconds, 'second') : format.format(Math.round(seconds / 60), 'minute');
}
