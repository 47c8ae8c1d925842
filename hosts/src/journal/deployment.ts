import type { LogSeverity } from '../../../protocol/src/journal.ts';
import { type HostEnd, readHostLine, stepTitles } from '../deploy/steps.ts';

const ends: Record<HostEnd, { text: string; severity: LogSeverity }> = {
  deployed: { text: 'done', severity: 'info' },
  'rolled-back': { text: 'rolled back', severity: 'warning' },
  failed: { text: 'failed', severity: 'error' },
  refused: { text: 'refused', severity: 'warning' },
};

/** A line that one of our deployments printed for the client that watches it, in words; `undefined` for any other line. */
export function deploymentLine(unit: string, message: string): { message: string; severity: LogSeverity } | undefined {
  if (!unit.startsWith('nix-agents-deploy-')) return undefined;
  const run = /^nix-agents ([0-9a-f]+) /.exec(message)?.[1];
  const line = run === undefined ? undefined : readHostLine(message, run);
  if (!line) return undefined;
  // The invocation is for the client that watches.
  const detail = line.detail && !line.detail.startsWith('invocation ') ? `: ${line.detail}` : '';
  if (line.kind === 'end') {
    const { text, severity } = ends[line.end];
    return { message: `Deployment: ${text}${detail}`, severity };
  }
  const title = stepTitles[line.step] ?? line.step;
  const state = line.state === 'running' ? '…' : `: ${line.state} (${line.ms} ms)`;
  const severity = line.state === 'failed' ? 'error' : line.state === 'undone' ? 'warning' : 'info';
  return { message: `Deployment: ${title}${state}${detail}`, severity };
}
