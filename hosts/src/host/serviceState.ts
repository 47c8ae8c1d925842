import type { AgentKind, AgentStatus, Service } from '../../../protocol/src/agents.ts';
import { insightOf } from '../journal/insights.ts';
import { maskSecrets } from '../journal/mask.ts';
import { severities, severityOf } from '../journal/severity.ts';
import type { ServiceReport } from './serviceReport.ts';

/** What the sentences about a service name. */
export interface ServiceNames {
  kind: AgentKind;
  service: Service;
  /** As a person names it. */
  host: string;
}

export type JudgedState = Pick<AgentStatus, 'state' | 'since' | 'detail'>;

/** How long an agent may run before it is held against it that it has not said that it is ready. */
const startWithinMs = 120_000;

/** The state that a machine's report of a service amounts to. */
export function stateOf(report: ServiceReport, names: ServiceNames): JudgedState {
  const { properties } = report;
  const unit = names.service.name;
  if (report.kind === 'launchd') {
    return { state: 'unknown', detail: `${unit} runs under launchd, whose services are not looked at.` };
  }
  if (report.kind === 'no-systemd') {
    return { state: 'not-installed', detail: `${names.host} does not run systemd, so ${unit} cannot be there.` };
  }
  const { ActiveState, SubState, LoadState } = properties;
  if (!ActiveState) return { state: 'unknown', detail: `systemctl on ${names.host} said nothing about ${unit}.` };
  if (LoadState === 'not-found') return { state: 'not-installed', detail: notInstalled(names) };
  if (LoadState === 'masked') {
    return { state: 'stopped', detail: `${unit} is masked on ${names.host}. Unmask it with systemctl unmask ${unit}.` };
  }
  const changed = timeOf(properties.StateChangeTimestamp);
  const restarts = Number(properties.NRestarts ?? 0);
  switch (ActiveState) {
    case 'active':
    case 'reloading':
    case 'refreshing':
      return running(report, names);
    case 'activating':
      if (SubState === 'auto-restart' || SubState === 'auto-restart-queued' || restarts > 0) {
        return { state: 'failing', ...changed, detail: failure(report, names) };
      }
      return { state: 'starting', ...changed };
    case 'failed':
      return { state: 'failing', ...changed, detail: failure(report, names) };
    case 'deactivating':
      return { state: 'stopped', ...changed, detail: `${unit} is stopping.` };
    default: {
      const since = timeOf(properties.InactiveEnterTimestamp ?? '');
      return { state: 'stopped', ...since, detail: `${unit} is not running. Start it with systemctl start ${unit}.` };
    }
  }
}

function running(report: ServiceReport, names: ServiceNames): JudgedState {
  const since = timeOf(report.properties.ActiveEnterTimestamp);
  if (names.kind === 'cachix-deploy') {
    const last = report.messages.at(-1)?.text ?? '';
    // It retries once a second for ever, and says so in each of these lines.
    if (/Retrying in \S+ seconds? due to an exception/.test(last)) {
      return { state: 'failing', ...since, detail: `The agent cannot reach Cachix Deploy. ${quoted(last)}` };
    }
  }
  if (report.ready === 'yes' || report.journalBeginsLater) return { state: 'healthy', ...since };
  if (report.ready === 'unreadable') {
    const detail = `${names.service.name} is running, but the journal of ${names.host}, which would say whether the agent is online, may not be read. Add the user to the group systemd-journal there.`;
    return { state: 'unknown', ...since, detail };
  }
  const ageMs = since.since ? report.now - Date.parse(since.since) : 0;
  if (ageMs < startWithinMs) {
    return {
      state: 'starting',
      ...since,
      detail: `${names.service.name} is running and has not said yet that it is online.`,
    };
  }
  const said = lastFault(report, 'warning');
  const detail = `${names.service.name} has been running for ${Math.round(ageMs / 60_000)} minutes and has not said that it is online.`;
  return { state: 'failing', ...since, detail: said ? `${detail} ${explained(said)}` : detail };
}

function failure(report: ServiceReport, names: ServiceNames): string {
  const restarts = Number(report.properties.NRestarts ?? 0);
  const again = restarts > 0 ? `; systemd has started it again ${restarts === 1 ? 'once' : `${restarts} times`}` : '';
  const said = lastFault(report, 'error');
  const more = said ? explained(said) : `Its journal says more: journalctl -u ${names.service.name}.`;
  return `${names.service.name} ${howItEnded(report.properties)}${again}. ${more}`;
}

function howItEnded({ Result, ExecMainStatus }: ServiceReport['properties']): string {
  if (Result !== 'exit-code') return `stopped with the result "${Result}"`;
  // Then it was a command that runs before the agent itself, which tests the configuration.
  if (ExecMainStatus === '0') return 'failed before its start';
  return `stopped with exit status ${ExecMainStatus}`;
}

/** The last message that is at least as bad as `least`: the agent's own before what systemd says about it. */
function lastFault(report: ServiceReport, least: 'error' | 'warning'): string | undefined {
  const bad = report.messages.filter(
    ({ text, priority }) => severities.indexOf(severityOf(text, priority)) <= severities.indexOf(least),
  );
  const own = report.messages.findLast(
    ({ text, invocation }) => invocation && (isFault(text, least) || insightOf(text)),
  );
  return (own ?? bad.at(-1))?.text;
}

function isFault(text: string, least: 'error' | 'warning'): boolean {
  return severities.indexOf(severityOf(text, undefined)) <= severities.indexOf(least);
}

function explained(message: string): string {
  const insight = insightOf(message);
  return insight ? `${quoted(message)} ${insight.explanation} ${insight.advice}` : quoted(message);
}

/** The agent's own words, without katip's brackets, on one line. */
function quoted(message: string): string {
  const text = maskSecrets(message)
    .replace(/^\[\d{4}-.*?\]\[.*\.hs:\d+:\d+\] /s, '')
    .replace(/\s+/g, ' ')
    .trim();
  return `It said: ${text.length > 300 ? `${text.slice(0, 300)}…` : text}`;
}

function notInstalled({ kind, service, host }: ServiceNames): string {
  const option = kind === 'hercules-ci' ? 'services.hercules-ci-agent.enable' : 'services.cachix-agent.enable';
  return `${host} has no unit ${service.name}. Set ${option} in its NixOS configuration, or name the right unit in nix-agents.json.`;
}

/** `Mon 2026-11-23 04:50:02 UTC` as ISO 8601; nothing where the service was never in that state. */
function timeOf(timestamp: string | undefined): { since?: string } {
  const match = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? UTC/.exec(timestamp ?? '');
  return match ? { since: `${match[1]}T${match[2]}Z` } : {};
}
