import type { Rule } from '../../../rules/rule.ts';
import type { DeploySpec } from '../model.ts';

/** `$schema` helps editors and harms nobody. */
const known: ReadonlySet<string> = new Set(['agents', 'rollbackScript', '$schema']);

export const unknownProperty: Rule<DeploySpec> = {
  code: 'deploy-spec/unknown-property',
  severity: 'warning',
  summary: 'A deploy spec has only `agents` and `rollbackScript`.',
  reason:
    'Every other name is ignored without a word: a misspelt `rollbackScript` is a deployment that is never rolled back.',
  examples: [
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" }, "rollbackScripts": { "x86_64-linux": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-check" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" }, "rollbackScript": { "x86_64-linux": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-check" } }\n',
    },
  ],
  *check({ object, agents, rollbackScript, editor }) {
    if (!object || !agents) return;
    for (const property of object.properties) {
      const name = property.key.value;
      if (known.has(name)) continue;
      const meant = !rollbackScript && /^rollback/i.test(name) ? 'rollbackScript' : undefined;
      yield {
        start: property.key.start,
        end: property.key.end,
        message: meant ? `cachix ignores "${name}". Did you mean "${meant}"?` : `cachix ignores "${name}".`,
        fixes: [
          ...(meant ? [{ title: `Rename to "${meant}"`, edits: editor.renameProperty(property, meant) }] : []),
          { title: `Delete "${name}"`, edits: editor.removeProperty(object, property) },
        ],
      };
    }
  },
};
