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
  writeFileSync(join(folder, 'README.md'), welcome);
}

const welcome = `# A demonstration of Nix Agents

This folder is a copy of \`examples/mycompany-agents\` with keys and a token made a moment ago. Its agent is on a **demonstration host**: an SSH
server on 127.0.0.1 that lives in a temporary folder, with a stand-in for the agent that checks its files and logs as the real one does.
Change what you like; all of it is gone when \`npm start\` ends.

1. Open the **Nix Agents** view in the activity bar. Right-click \`agent\` and choose **Show Logs**: the agent's journal, as it is written.
2. Choose **Deploy Agent…**. The host has older keys than this folder: you see what will be replaced before anything is.
3. Open \`binary-caches.json\` and make \`"publicKeys"\` a plain string, without its brackets. Press \`Ctrl+.\` on the red line.
4. Change a letter in the signing key: the finding says that its two halves do not belong together.
5. Remove \`"publicKeys"\`, save, and deploy all the same. The agent does not come up, and the host puts the old file back by itself.

| File | What it is |
|---|---|
| \`hercules-ci-agents.nix\` | the machine \`agent\`, its service, and the two secret files that it gets |
| \`hercules-ci-agents-target.nix\` | its address |
| \`nix-agents.json\` | an address that wins over that one: the demonstration host |
| \`nixops.nix\` | the network for NixOps 2 |
| \`binary-caches.json\`, \`cluster-join-token.key\` | the two files that are deployed |
`;
