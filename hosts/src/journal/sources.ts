import type { Agent, AgentKind, Service } from '../../../protocol/src/agents.ts';
import { keyOf } from '../deploy/script/program.ts';

const defaultUnit: Record<AgentKind, string> = {
  'hercules-ci': 'hercules-ci-agent.service',
  'cachix-deploy': 'cachix-agent.service',
};

/** The service of an agent: as it is written, else what the kind's NixOS module makes. */
export function serviceOf(agent: Pick<Agent, 'kind' | 'service'>): Service {
  const service = agent.service ?? { manager: 'systemd' as const, name: defaultUnit[agent.kind] };
  if (service.manager === 'launchd' || /\.[a-z]+$/.test(service.name)) return service;
  return { ...service, name: `${service.name}.service` };
}

/**
 * The units whose lines belong to an agent: its own, the one that restarts it when its files change, and our deployments to it.
 * @see https://github.com/hercules-ci/hercules-ci-agent internal/nix/nixos
 */
export function unitsOf(agent: Pick<Agent, 'kind' | 'service'>): string[] {
  const { name } = serviceOf(agent);
  const units = [name];
  const match = /^hercules-ci-agent(?:-(.+))?\.service$/.exec(name);
  if (match) {
    const instance = match[1];
    // The module for several agents starts one name and defines the other; both are asked for.
    if (instance === undefined) units.push('hercules-ci-agent-restarter.service');
    else
      units.push(`hercules-ci-agent-restarter-${instance}.service`, `hercules-ci-agent-${instance}-restarter.service`);
  }
  units.push(`nix-agents-deploy-${keyOf(name)}.service`);
  return units;
}
