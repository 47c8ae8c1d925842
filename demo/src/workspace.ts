import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryCaches } from './keys.ts';

/** The alias in the SSH configuration under which the demonstration host is found. */
export const hostAlias = 'demonstration';

/** A copy of the example that is filled in: with fresh keys, a token, and the address of the demonstration host. */
export function fillWorkspace(example: string, folder: string, joinToken: string): void {
  cpSync(example, folder, { recursive: true });
  writeFileSync(join(folder, 'binary-caches.json'), binaryCaches('mycache'), { mode: 0o600 });
  writeFileSync(join(folder, 'cluster-join-token.key'), joinToken, { mode: 0o600 });
  const inventory = join(folder, 'nix-agents.json');
  const { agents } = JSON.parse(readFileSync(inventory, 'utf8')) as { agents: Record<string, Record<string, unknown>> };
  agents.agent = { ...agents.agent, host: hostAlias };
  writeFileSync(inventory, `${JSON.stringify({ agents }, null, 2)}\n`);
}
