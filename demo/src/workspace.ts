import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryCaches } from './keys.ts';

/** The alias in the SSH configuration under which the demonstration host is found. */
export const hostAlias = 'demonstration';

/** A copy of the example that is filled in: with fresh keys, a token, and the address of the demonstration host. */
export function fillWorkspace(example: string, folder: string, joinToken: string): void {
  cpSync(example, folder, { recursive: true });
  for (const [name, secret] of [
    ['binary-caches.json', binaryCaches('mycache')],
    ['cluster-join-token.key', joinToken],
  ] as const) {
    writeFileSync(join(folder, name), secret);
    // Also where the example had a file of this name before.
    chmodSync(join(folder, name), 0o600);
  }
  const inventory = join(folder, 'nix-agents.json');
  const { agents } = JSON.parse(readFileSync(inventory, 'utf8')) as { agents: Record<string, Record<string, unknown>> };
  agents.agent = { ...agents.agent, host: hostAlias };
  writeFileSync(inventory, `${JSON.stringify({ agents }, null, 2)}\n`);
}
