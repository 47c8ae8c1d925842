import type { Fault, Rule } from '../../../rules/rule.ts';
import { nearest } from '../../../text/similar.ts';
import type { ObjectValue } from '../../../tree/value.ts';
import { agentFields } from '../fields.ts';
import type { Inventory } from '../model.ts';

const rootNames = ['agents', '$schema'];
const agentNames = agentFields.map(({ name }) => name);

export const unknownProperty: Rule<Inventory> = {
  code: 'inventory/unknown-property',
  severity: 'warning',
  summary: 'The inventory has only properties that are read.',
  reason: 'Every other one is ignored: a misspelt `host` is an agent without an address.',
  examples: [
    {
      bad: '{ "agents": { "web": { "host": "203.0.113.10", "prot": 2222 } } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10", "port": 2222 } } }\n',
    },
    {
      bad: '{ "agent": { "web": { "host": "203.0.113.10" } } }\n',
      good: '{ "agents": { "web": { "host": "203.0.113.10" } } }\n',
    },
  ],
  *check({ object, entries, editor }) {
    if (object) yield* unknownIn(object, rootNames);
    for (const entry of entries) if (entry.object) yield* unknownIn(entry.object, agentNames);

    function* unknownIn(owner: ObjectValue, known: readonly string[]): Generator<Fault> {
      const present = new Set(owner.properties.map(({ key }) => key.value));
      for (const property of owner.properties) {
        const name = property.key.value;
        // A secret in the wrong place is the finding of another rule.
        if (known.includes(name) || /pass(?:word|phrase)|token|privateKey/i.test(name)) continue;
        const free = known.filter((candidate) => !present.has(candidate));
        const meant = alias(name, free) ?? nearest(name, free);
        yield {
          start: property.key.start,
          end: property.key.end,
          message: meant ? `"${name}" is ignored. Did you mean "${meant}"?` : `"${name}" is ignored: nothing reads it.`,
          fixes: [
            ...(meant ? [{ title: `Rename to "${meant}"`, edits: editor.renameProperty(property, meant) }] : []),
            { title: `Delete "${name}"`, edits: editor.removeProperty(owner, property) },
          ],
        };
      }
    }
  },
};

/** What other tools call the same. */
function alias(name: string, known: readonly string[]): string | undefined {
  const names: Record<string, string> = {
    hostname: 'host',
    address: 'host',
    targetHost: 'host',
    targetPort: 'port',
    targetUser: 'user',
    username: 'user',
    service: 'unit',
    type: 'kind',
    keys: 'secrets',
  };
  const meant = Object.hasOwn(names, name) ? names[name] : undefined;
  return meant && known.includes(meant) ? meant : undefined;
}
