import type { Agent } from '../../../protocol/src/agents.ts';
import { commandOf } from '../deploy/facts.ts';
import { lookAt } from '../deploy/look.ts';
import { maskSecrets } from '../journal/mask.ts';
import { serviceOf } from '../journal/sources.ts';
import type { StatusOptions } from './status.ts';

/** What an agent says of its own configuration and files, as they lie on its host. */
export interface ConfigurationReport {
  agent: string;
  machine: string;
  valid: boolean;
  /** One sentence for a person. */
  summary: string;
  /** What the agent printed, with secrets masked. */
  output: string[];
}

/** `$1` the user, `$2` the group, `$3` the environment as systemd shows it; then the command. */
const checkScript = `
user=$1 group=$2 environment=$3; shift 3
exec systemd-run --quiet --wait --pipe --collect --service-type=exec -p User="$user" -p Group="$group" -p RuntimeMaxSec=120 \\
  \${environment:+-p "Environment=$environment"} -- "$@" 2>&1
`;

/**
 * Runs the agent's own `--test-configuration` on its host, as the user that it runs as. Nothing is changed.
 * @see https://docs.hercules-ci.com/hercules-ci-agent/
 * @throws HostError
 */
export async function checkConfiguration(agent: Agent, options: StatusOptions): Promise<ConfigurationReport> {
  const service = serviceOf(agent);
  const host = await options.pool.connect(agent, { prompts: options.ssh, signal: options.signal });
  const report = (valid: boolean, summary: string, output: string[] = []): ConfigurationReport => ({
    ...{ agent: agent.id, machine: host.label, valid, summary, output },
  });
  if (agent.kind !== 'hercules-ci' || service.manager !== 'systemd') {
    return report(false, `not supported: ${agent.name} has no check of its own.`);
  }
  const facts = await lookAt(host, agent, [], options.signal);
  if (!facts.systemd || !facts.transientUnits) {
    return report(false, `not supported: ${host.label} does not run systemd with systemd-run.`);
  }
  if (facts.unit.LoadState !== 'loaded') return report(false, `There is no unit ${service.name} on ${host.label}.`);
  const command = commandOf(facts.unit.ExecStart);
  if (!facts.user || !facts.group || command.length === 0 || !facts.configPath) {
    return report(
      false,
      `not supported: ${service.name} on ${host.label} names no configuration file that could be checked.`,
    );
  }
  const args = [facts.user, facts.group, facts.unit.Environment ?? '', ...command, '--test-configuration'];
  const { stdout, exit } = await host.run(checkScript, {
    args,
    root: true,
    signal: options.signal,
    timeoutMs: 150_000,
  });
  const output = stdout.split('\n').filter(Boolean).map(maskSecrets);
  return exit === 0
    ? report(true, `The agent on ${host.label} finds its configuration and its files valid.`, output)
    : report(false, `The agent on ${host.label} refuses its configuration or its files.`, output);
}
