import type { Rule } from '../../../rules/rule.ts';
import { nearest } from '../../../text/similar.ts';
import { propertyOf } from '../../../tree/value.ts';
import { agentKinds } from '../fields.ts';
import type { Inventory } from '../model.ts';

export const unknownKind: Rule<Inventory> = {
  code: 'inventory/unknown-kind',
  severity: 'error',
  summary: 'The kind of an agent is `hercules-ci` or `cachix-deploy`.',
  reason: 'Another kind is not read; the agent would be taken for what the rest of its entry suggests.',
  examples: [
    {
      bad: '{ "agents": { "web": { "kind": "cachix", "host": "203.0.113.10" } } }\n',
      good: '{ "agents": { "web": { "kind": "cachix-deploy", "host": "203.0.113.10" } } }\n',
    },
  ],
  *check({ entries, editor }) {
    for (const { object } of entries) {
      const node = object && propertyOf(object, 'kind')?.value;
      if (node?.type !== 'string' || agentKinds.some((kind) => kind === node.value)) continue;
      const meant =
        agentKinds.find((kind) => kind.startsWith(node.value.toLowerCase().slice(0, 6))) ??
        nearest(node.value, agentKinds);
      const suggested = node.value === '' || !meant ? agentKinds : [meant];
      yield {
        start: node.start,
        end: node.end,
        message: `There is no such kind of agent: the kinds are ${agentKinds.map((kind) => `"${kind}"`).join(' and ')}.`,
        fixes: suggested.map((kind) => ({ title: `Write "${kind}"`, edits: editor.replaceString(node, kind) })),
      };
    }
  },
};
