import type { l10n as vscodeL10n } from 'vscode';
import type { ComparedFile } from '../../../hosts/src/deploy/compare.ts';
import { serviceOf } from '../../../hosts/src/journal/sources.ts';
import type { Agent, AgentKind, AgentState } from '../../../protocol/src/agents.ts';
import { driftIcon, driftName } from './files.ts';
import { machineOf } from './machine.ts';
import { isSilent, type Look } from './statuses.ts';

export type L10n = Pick<typeof vscodeL10n, 't'>;

/** Where and for whom a text is made. */
export interface Reader {
  l10n: L10n;
  /** A BCP 47 tag. */
  language: string;
  /** Milliseconds since the epoch. */
  now: number;
}

export function kindName(kind: AgentKind): string {
  return { 'hercules-ci': 'Hercules CI', 'cachix-deploy': 'Cachix Deploy' }[kind];
}

export function stateName(state: AgentState, l10n: L10n): string {
  return {
    healthy: l10n.t('healthy'),
    starting: l10n.t('starting'),
    failing: l10n.t('failing'),
    stopped: l10n.t('stopped'),
    'not-installed': l10n.t('not installed'),
    unreachable: l10n.t('unreachable'),
    untrusted: l10n.t('not trusted'),
    'no-address': l10n.t('no host'),
    unknown: l10n.t('unknown'),
  }[state];
}

/** What stands beside an agent's name: `203.0.113.10 · healthy · 3 days`. */
export function agentDescription(agent: Agent, look: Look, reader: Reader): string {
  return [agent.host, ...lookParts(look, reader)].filter((part) => part !== undefined).join(' · ');
}

function lookParts(look: Look, reader: Reader): (string | undefined)[] {
  if (look.kind === 'not-connected') return [reader.l10n.t('not connected')];
  const status = look.kind === 'read' ? look.status : look.last;
  if (!status) return [reader.l10n.t('connecting…')];
  return [stateName(status.state, reader.l10n), status.since && age(status.since, reader)];
}

const steps = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** How long ago something was, in its largest unit: `3 days`; nothing for less than a minute. */
export function age(since: string, { language, now }: Reader): string | undefined {
  const seconds = (now - Date.parse(since)) / 1000;
  for (const [unit, length] of steps) {
    if (seconds >= length) {
      return new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: unit === 'day' ? 'long' : 'short',
      }).format(Math.floor(seconds / length));
    }
  }
  return undefined;
}

export interface Icon {
  id: string;
  color?: string;
}

const stateIcons: Record<AgentState, Icon> = {
  healthy: { id: 'pass-filled', color: 'charts.green' },
  starting: { id: 'loading~spin' },
  failing: { id: 'error', color: 'charts.red' },
  stopped: { id: 'circle-slash', color: 'disabledForeground' },
  'not-installed': { id: 'circle-large', color: 'disabledForeground' },
  unreachable: { id: 'debug-disconnect', color: 'charts.yellow' },
  untrusted: { id: 'shield', color: 'charts.yellow' },
  'no-address': { id: 'question', color: 'disabledForeground' },
  unknown: { id: 'question', color: 'charts.yellow' },
};

export function agentIcon(look: Look): Icon {
  if (look.kind === 'not-connected') return { id: 'plug', color: 'disabledForeground' };
  const status = look.kind === 'read' ? look.status : look.last;
  // A state that is read again keeps its icon: a list that spins at every refresh says nothing.
  return status ? stateIcons[status.state] : { id: 'loading~spin' };
}

/** Words by which the manifest's menus know what can be done with an agent. */
export function agentContext(agent: Agent, look: Look, reported: boolean): string {
  const status = look.kind === 'not-connected' ? undefined : look.kind === 'read' ? look.status : look.last;
  const words = ['agent', agent.kind, status?.state ?? look.kind];
  if (agent.host) words.push('address', mustConnect(look) ? 'connect' : 'known');
  if (agent.secrets.length > 0) words.push('files');
  if (reported) words.push('reported');
  return words.join(' ');
}

function mustConnect(look: Look): boolean {
  if (look.kind === 'not-connected') return true;
  return look.kind === 'read' && isSilent(look.status.state);
}

/** A row below an agent. */
export interface Detail {
  id: string;
  label: string;
  description?: string;
  icon: Icon;
  /** The file of the workspace that a click opens. */
  open?: { path: string; line: number };
}

/** @param files how its files stand to those on the host, where that was read */
export function agentDetails(
  agent: Agent,
  look: Look,
  files: readonly ComparedFile[] | undefined,
  reader: Reader,
): Detail[] {
  const { l10n } = reader;
  const details: Detail[] = [];
  const status = look.kind === 'read' ? look.status : undefined;
  if (status?.detail) {
    details.push({ id: 'detail', label: status.detail, icon: { id: status.state === 'failing' ? 'warning' : 'info' } });
  }
  details.push({
    id: 'host',
    label: agent.host ? machineOf(agent) : l10n.t('No host'),
    description: l10n.t('host'),
    icon: { id: 'server' },
    ...place(agent, 'host'),
  });
  if (agent.host) {
    details.push({
      id: 'service',
      label: serviceOf(agent).name,
      description: l10n.t('service'),
      icon: { id: 'gear' },
      ...place(agent, 'service'),
    });
  }
  if (agent.storePath) {
    details.push({
      id: 'storePath',
      label: agent.storePath.replace(/^\/nix\/store\/[^-]*-/, ''),
      description: l10n.t('system'),
      icon: { id: 'package' },
      ...place(agent, 'storePath'),
    });
  }
  for (const secret of agent.secrets) {
    const known = files?.find(({ name }) => name === secret.name);
    const description = [secret.source !== secret.name && secret.source, known && driftName(known, l10n)];
    details.push({
      id: `secret ${secret.name}`,
      label: secret.name,
      description: description.filter(Boolean).join(' · '),
      icon: driftIcon(known?.drift),
      open: { path: secret.source, line: 1 },
    });
  }
  return details;
}

function place(agent: Agent, field: string): Pick<Detail, 'open'> {
  const provenance = agent.provenance[field];
  return provenance ? { open: { path: provenance.path, line: provenance.line } } : {};
}
