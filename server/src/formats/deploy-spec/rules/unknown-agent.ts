import { dirname, resolve } from 'node:path';
import type { Rule } from '../../../rules/rule.ts';
import { propertyOf } from '../../../tree/value.ts';
import type { ParsedJson } from '../../json/model.ts';
import type { DeploySpec } from '../model.ts';

export const unknownAgent: Rule<DeploySpec> = {
  code: 'deploy-spec/unknown-agent',
  severity: 'info',
  summary: 'Where there is an inventory, every agent of a deploy spec is known.',
  reason:
    'An agent that nothing but the spec names has no address: it cannot be deployed to over SSH, and its name may be misspelt.',
  examples: [
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
      good: '{ "agents": { "db": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-nixos-system-db-25.05" } }\n',
      others: { 'nix-agents.json': '{ "agents": { "db": { "host": "203.0.113.10" } } }\\n' },
    },
  ],
  *check({ agentPaths }, { document, documents, facts }) {
    const folder = dirname(document.path);
    const inventory = documents.find(({ path, format }) => format === 'inventory' && dirname(path) === folder);
    if (!inventory) return;
    const { root } = inventory.model as ParsedJson;
    const listed = root?.type === 'object' ? propertyOf(root, 'agents')?.value : undefined;
    const names = new Set(listed?.type === 'object' ? listed.properties.map(({ key }) => key.value) : []);
    for (const { host, name, workspace, group } of facts.agents) {
      if (host !== undefined && resolve(workspace, group) === folder) names.add(name);
    }
    for (const { name, property } of agentPaths) {
      if (names.has(name)) continue;
      yield {
        start: property.key.start,
        end: property.key.end,
        message: `nix-agents.json does not name "${name}": add it there with the address of its machine.`,
      };
    }
  },
};
