import type { Agent } from '../../../protocol/src/agents.ts';
import { keyOf } from '../deploy/script/program.ts';
import { serviceFunctions } from '../deploy/script/service.ts';
import { maskSecrets } from '../journal/mask.ts';
import { serviceOf } from '../journal/sources.ts';
import { readyMessage } from './ready.ts';
import type { StatusOptions } from './status.ts';

export type ControlAction = 'restart' | 'stop' | 'start';

/** What came of an action on an agent's service. */
export interface ControlReport {
  agent: string;
  machine: string;
  /** What was asked for is so now. */
  done: boolean;
  /** One sentence for a person. */
  summary: string;
  next?: string;
  /** What the agent logged meanwhile, where it is not done. */
  journal: string[];
}

/** Seconds that an agent gets to come online. */
const HEALTH_SECONDS = 60;

/** `$1` the unit, `$2` the action, `$3` the message of a healthy agent, `$4` its seconds, `$5` the unit of a deployment. */
const controlScript = `
LC_ALL=C; export LC_ALL
unit=$1 action=$2 healthy=$3 health_seconds=$4 lock=$5 detail=
${serviceFunctions}
answer() { printf 'answer %s %s\\n' "$1" "$detail"; exit 0; }
loaded=$(property "$unit" LoadState 2>/dev/null) || answer no-systemd
[ "$loaded" = loaded ] || answer no-unit
case $(property "$lock" ActiveState) in active | activating | deactivating) answer deploying ;; esac
before=$(property "$unit" InvocationID)
state=$(property "$unit" ActiveState)
case $action in
  stop)
    systemctl stop -- "$unit" && answer done
    detail="$unit could not be stopped."
    answer failed ;;
  start) [ "$state" != active ] || answer already ;;
esac
if start_anew "$before" && wait_online; then answer done; fi
now=$(property "$unit" InvocationID)
printf 'journal\\n'
journalctl -q --no-pager -o cat -n 30 "_SYSTEMD_INVOCATION_ID=$now" + "INVOCATION_ID=$now"
printf '\\n'
answer failed
`;

/**
 * Restarts, stops or starts the service of an agent; starting is done when the agent is online, also out of the pause before
 * an automatic restart.
 * @throws HostError
 */
export async function control(agent: Agent, action: ControlAction, options: StatusOptions): Promise<ControlReport> {
  const service = serviceOf(agent);
  const host = await options.pool.connect(agent, { prompts: options.ssh, signal: options.signal });
  const report = (done: boolean, summary: string, next?: string, journal: string[] = []): ControlReport => ({
    ...{ agent: agent.id, machine: host.label, done, summary },
    ...(next && { next }),
    journal,
  });
  if (service.manager !== 'systemd') {
    return report(false, `not supported: ${service.name} is no system service of systemd.`);
  }
  const { stdout } = await host.run(controlScript, {
    args: [
      service.name,
      action,
      readyMessage(agent),
      String(HEALTH_SECONDS),
      `nix-agents-deploy-${keyOf(service.name)}`,
    ],
    root: true,
    signal: options.signal,
    // Stopping may take 3 minutes, where tasks are brought to their end.
    timeoutMs: (HEALTH_SECONDS + 200) * 1000,
  });
  const [, answer, detail = ''] = /^answer ([a-z-]+) ?(.*)$/m.exec(stdout) ?? [];
  const name = `${service.name} on ${host.label}`;
  switch (answer) {
    case 'done':
      return report(true, action === 'stop' ? `${name} is stopped.` : `${name} was ${action}ed; the agent is online.`);
    case 'already':
      return report(true, `${name} runs already.`);
    case 'no-systemd':
      return report(false, `not supported: ${host.label} does not run systemd.`);
    case 'no-unit':
      return report(
        false,
        `There is no unit ${name}.`,
        'Install the agent there first, or name its unit in nix-agents.json.',
      );
    case 'deploying':
      return report(false, `A deployment of ${name} is running.`, 'Wait for it to end.');
    default: {
      const [, logged = ''] = /^journal\n(.*)^answer/ms.exec(stdout) ?? [];
      const journal = logged.split('\n').filter(Boolean).map(maskSecrets);
      return report(false, detail || `${name} did not do as asked.`, 'Look at its log.', journal);
    }
  }
}
