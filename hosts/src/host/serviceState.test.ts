import { describe, expect, it } from 'vitest';
import { parseServiceReports, type ServiceReport } from './serviceReport.ts';
import { type ServiceNames, stateOf } from './serviceState.ts';

const hercules: ServiceNames = {
  kind: 'hercules-ci',
  service: { manager: 'systemd', name: 'hercules-ci-agent.service' },
  host: 'root@ci',
};
const cachix: ServiceNames = {
  ...hercules,
  kind: 'cachix-deploy',
  service: { manager: 'systemd', name: 'cachix-agent.service' },
};

const entered = 'ActiveEnterTimestamp=Mon 2026-11-23 04:50:02 UTC';
const now = (minutes: number) => `nix-agents-now=${Date.parse('2026-11-23T04:50:02Z') / 1000 + minutes * 60}`;
const message = (text: string, priority = '6', invocation = 'i') =>
  JSON.stringify({ MESSAGE: text, PRIORITY: priority, ...(invocation && { _SYSTEMD_INVOCATION_ID: invocation }) });

/** As the script prints it. */
function report(...lines: string[]): ServiceReport {
  const [first] = parseServiceReports(['noise of a login shell', 'nix-agents-service systemd', ...lines].join('\n'));
  return first!;
}
const active = (...lines: string[]) =>
  report(now(60), 'LoadState=loaded', 'ActiveState=active', 'SubState=running', entered, ...lines);

describe('the state of a service', () => {
  it.each<[string, ServiceReport, ReturnType<typeof stateOf>]>([
    ['online', active('nix-agents-ready=yes'), { state: 'healthy', since: '2026-11-23T04:50:02Z' }],
    [
      'older than its journal',
      active('nix-agents-begins-later=yes'),
      { state: 'healthy', since: '2026-11-23T04:50:02Z' },
    ],
    [
      'without systemd',
      report('no-systemd'),
      { state: 'not-installed', detail: expect.stringContaining('root@ci does not run systemd') },
    ],
    [
      'without a unit',
      report('LoadState=not-found', 'ActiveState=inactive'),
      { state: 'not-installed', detail: expect.stringContaining('services.hercules-ci-agent.enable') },
    ],
    [
      'masked',
      report('LoadState=masked', 'ActiveState=inactive'),
      { state: 'stopped', detail: expect.stringContaining('systemctl unmask') },
    ],
    [
      'starting for the first time',
      report('LoadState=loaded', 'ActiveState=activating', 'SubState=start-pre', 'NRestarts=0'),
      { state: 'starting' },
    ],
    [
      'starting again after a failure',
      report(
        'LoadState=loaded',
        'ActiveState=activating',
        'SubState=start-pre',
        'NRestarts=3',
        'Result=exit-code',
        'ExecMainStatus=1',
      ),
      {
        state: 'failing',
        detail:
          'hercules-ci-agent.service stopped with exit status 1; systemd has started it again 3 times. Its journal says more: journalctl -u hercules-ci-agent.service.',
      },
    ],
    [
      'failed for want of its token file',
      report(
        'LoadState=loaded',
        'ActiveState=failed',
        'Result=resources',
        message('cachix-agent.service: Failed to load environment files: No such file or directory', '3', ''),
      ),
      { state: 'failing', detail: expect.stringMatching(/result "resources".*Deploy the agent with its token/) },
    ],
    ['nothing is known of', report(), { state: 'unknown', detail: expect.any(String) }],
  ])('%s', (_name, of, expected) => {
    expect(stateOf(of, hercules)).toEqual(expected);
  });

  it('is failing when it has run for long without getting online, with its last warning', () => {
    const retry =
      '[2026-11-23 04:51:00][Agent][Warning][ci][PID 1][ThreadId 2][x:Y z.hs:1:2] Retrying on exception: eyJh.eyJz.c2ln';
    const { state, detail } = stateOf(active(message(retry), message('an ordinary line')), hercules);
    expect(state).toBe('failing');
    expect(detail).toMatch(/^hercules-ci-agent\.service has been running for 60 minutes/);
    expect(detail).toContain('It said: Retrying on exception: [masked] A request');
    expect(stateOf({ ...active(message(retry)), now: Date.parse('2026-11-23T04:50:32Z') }, hercules).state).toBe(
      'starting',
    );
  });

  it('of a Cachix agent that retries without an end is failing, though it was ready once', () => {
    const retry =
      '[2026-11-23 04:51:00][agent.agent][Error][ci][PID 1][ThreadId 2] Retrying in 1 seconds due to an exception: WebsocketPongTimeout';
    expect(stateOf(active('nix-agents-ready=yes', message(retry)), cachix)).toMatchObject({
      state: 'failing',
      detail: expect.stringContaining('cannot reach Cachix Deploy'),
    });
    expect(stateOf(active('nix-agents-ready=yes', message(retry), message('Agent registered.')), cachix).state).toBe(
      'healthy',
    );
  });

  it('reads messages of bytes, and passes over what is too long or broken', () => {
    const read = report('{"MESSAGE":[104,195,169]}', '{"MESSAGE":null}', '{"MESSAGE":', message('plain'));
    expect(read.messages.map(({ text }) => text)).toEqual(['hé', 'plain']);
  });
});
