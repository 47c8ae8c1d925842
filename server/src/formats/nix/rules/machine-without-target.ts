import { definitionsIn, importsUnread } from '../../../nix/modules.ts';
import type { Machine } from '../../../nix/network.ts';
import { select } from '../../../nix/value.ts';
import type { Rule } from '../../../rules/rule.ts';
import type { NixFile } from '../model.ts';
import { machinesOfFolder, networksOfFolder } from '../networks.ts';
import { insertFirst } from '../places.ts';

export const machineWithoutTarget: Rule<NixFile> = {
  code: 'nix/machine-without-target',
  severity: 'info',
  summary: 'One of the files of a network says where each machine is.',
  reason:
    'Without `deployment.targetHost` or `deployment.targetEnv` NixOps looks for a machine by its bare name, which rarely resolves.',
  examples: [
    {
      bad: '{\n  network.description = "agents";\n  agent = {\n    services.hercules-ci-agent.enable = true;\n  };\n}\n',
      good: '{\n  network.description = "agents";\n  agent = {\n    services.hercules-ci-agent.enable = true;\n    deployment.targetHost = "203.0.113.10";\n  };\n}\n',
      others: { 'target.nix': '{ other = { deployment.targetHost = "203.0.113.11"; }; }\n' },
    },
  ],
  *check({ network }, { documents, document }) {
    if (!network?.logical || networksOfFolder(documents, document).length < 2) return;
    const all = machinesOfFolder(documents, document).map(({ machine }) => machine);
    for (const { name, attribute, module } of network.machines) {
      const same = all.filter((machine) => machine.name === name);
      if (module.configurations.length === 0 || same.some(mayHaveTarget)) continue;
      const inserted = insertFirst(attribute.value(), 'deployment.targetHost = "";');
      yield {
        start: attribute.key.from,
        end: attribute.key.to,
        message: `No file of this folder says where "${name}" is: give it deployment.targetHost.`,
        fixes: inserted.length > 0 ? [{ title: 'Insert deployment.targetHost', edits: inserted }] : [],
      };
    }
  },
};

function mayHaveTarget({ module }: Machine): boolean {
  if (importsUnread(module)) return true;
  return module.configurations.some((value) => {
    const deployment = select(value, 'deployment');
    if (deployment?.type === 'unknown') return true;
    if (deployment?.type === 'set' && deployment.open) return true;
    return ['targetHost', 'targetEnv'].some((name) => !definitionsIn(value, ['deployment', name]).next().done);
  });
}
