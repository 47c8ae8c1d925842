import type { Rule } from '../../../rules/rule.ts';
import { nearest } from '../../../text/similar.ts';
import type { DeploySpec } from '../model.ts';

/** The systems that agents run on. */
const common = ['x86_64-linux', 'aarch64-linux', 'x86_64-darwin', 'aarch64-darwin'] as const;
const systems: ReadonlySet<string> = new Set([
  ...common,
  ...['i686', 'armv6l', 'armv7l', 'riscv64', 'powerpc64le'].map((processor) => `${processor}-linux`),
]);

export const rollbackSystem: Rule<DeploySpec> = {
  code: 'deploy-spec/rollback-system',
  severity: 'warning',
  summary: '`rollbackScript` is keyed by a system that Nix knows.',
  reason:
    "Each agent runs the script of its own system. A key that is no agent's system is ignored without a word, and nothing is checked after the deployment.",
  examples: [
    {
      bad: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" }, "rollbackScript": { "x86-64-linux": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-check" } }\n',
      good: '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" }, "rollbackScript": { "x86_64-linux": "/nix/store/zyxwvsrqpnmlkjihgfdcba9876543210-check" } }\n',
    },
  ],
  *check({ rollbackScript, editor }) {
    if (rollbackScript?.value.type !== 'object') return;
    const present = new Set(rollbackScript.value.properties.map(({ key }) => key.value));
    for (const property of rollbackScript.value.properties) {
      const name = property.key.value;
      if (systems.has(name)) continue;
      const meant = knownSystem(name);
      yield {
        start: property.key.start,
        end: property.key.end,
        message: meant
          ? `"${name}" is no system that Nix knows. Did you mean "${meant}"?`
          : `"${name}" is no system that Nix knows: no agent runs this script.`,
        fixes:
          meant && !present.has(meant)
            ? [{ title: `Rename to "${meant}"`, safe: true, edits: editor.renameProperty(property, meant) }]
            : [],
      };
    }
  },
};

/** The system that was probably meant: parts in the wrong order, another name of the processor, a dash for an underscore. */
function knownSystem(written: string): string | undefined {
  const text = written
    .toLowerCase()
    .replace(/macos|osx/, 'darwin')
    .replace(/amd64|x86-64|x64/, 'x86_64')
    .replace(/arm64/, 'aarch64');
  const kernel = /linux|darwin/.exec(text)?.[0];
  const processor = /x86_64|aarch64/.exec(text)?.[0];
  return kernel && processor ? `${processor}-${kernel}` : nearest(written, common);
}
