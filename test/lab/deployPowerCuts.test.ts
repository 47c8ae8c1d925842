import { afterAll, beforeAll, expect, test } from 'vitest';
import { binaryCaches, joinToken } from '../../demo/src/keys.ts';
import { agentPaths } from './agentUnits.ts';
import { createWorkspace, filesOn, leftovers, type Workspace } from './deployment.ts';
import { bootGuest, type Guest } from './guest.ts';
import { eventually } from './process.ts';

/** How many; NIX_AGENTS_POWER_CUTS asks for more. */
const cuts = Number(process.env.NIX_AGENTS_POWER_CUTS ?? 25);
/** Milliseconds that a deployment to a guest takes about, from its confirmation on. */
const span = 1300;

const { unit, user } = agentPaths('');
let guest: Guest;
let workspace: Workspace;
beforeAll(async () => {
  guest = await bootGuest();
  workspace = await createWorkspace(guest);
});
afterAll(async () => {
  await workspace?.dispose();
  await guest?.stop();
});

test(
  `${cuts} power cuts at random instants leave every file old or new, and the next deployment whole`,
  async () => {
    await workspace.deploy();
    const came: Record<string, number> = {};
    for (let cut = 0; cut < cuts; cut += 1) {
      const before = await filesOn(guest);
      await workspace.write({ token: joinToken(), caches: binaryCaches('mycache') });
      const after = Object.fromEntries(
        Object.entries(workspace.wanted()).map(([path, sum]) => [path, `${user}:${user} 600 ${sum}`]),
      );
      let confirmed: (() => void) | undefined;
      const begun = new Promise<void>((resolve) => {
        confirmed = resolve;
      });
      let last = 'nothing';
      const deployed = workspace.deploy(
        {},
        {
          async confirm() {
            confirmed?.();
            return true;
          },
          onStep(step) {
            last = step.step;
          },
        },
      );
      await begun;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * span));
      const at = last;
      await guest.powerCut();
      const report = await deployed;
      came[at] = (came[at] ?? 0) + 1;

      const found = await filesOn(guest);
      for (const path of Object.keys(after)) {
        expect([before[path], after[path]], `${path}, cut at ${at}`).toContain(found[path]);
      }
      if (report.result === 'deployed') expect(found, `cut at ${at}`).toEqual(after);
      const again = await workspace.deploy();
      expect(['deployed', 'unchanged'], `${again.summary}, cut at ${at}`).toContain(again.result);
      expect(await filesOn(guest), `cut at ${at}`).toEqual(after);
      expect(await leftovers(guest), `cut at ${at}`).toBe('');
      await eventually(
        'the agent',
        async () => (await guest.exec(`systemctl is-active ${unit}`)).exit === 0 || undefined,
      );
    }
    console.info(`Power was cut at: ${JSON.stringify(came)}`);
  },
  cuts * 30_000,
);
