import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cachixKeys, joinToken } from '../../../demo/src/keys.ts';
import { agentPaths } from '../../lab/agentUnits.ts';
import { bootGuest, type Guest } from '../../lab/guest.ts';

import { type OpenWorkbench, openWorkbench } from './workbench.ts';

const example = fileURLToPath(new URL('../../../examples/mycompany-agents', import.meta.url));
const { unit, binaryCaches, user } = agentPaths('');

/** The example's folder as somebody has it who forgot a property, its machine being the guest. */
async function faultyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nixa-job-'));
  await cp(example, folder, { recursive: true });
  await writeFile(join(folder, 'hercules-ci-agents-target.nix'), '{ agent.deployment.targetHost = "guest"; }\n');
  await writeFile(join(folder, 'cluster-join-token.key'), joinToken(), { mode: 0o600 });
  const { signingKey } = cachixKeys('mycompany');
  const caches = { mycompany: { kind: 'CachixCache', signingKeys: [signingKey] } };
  await writeFile(join(folder, 'binary-caches.json'), `${JSON.stringify(caches, null, 2)}\n`);
  await chmod(join(folder, 'binary-caches.json'), 0o600);
  return folder;
}

describe('the main job, as a person does it', () => {
  let guest: Guest;
  let folder: string;
  let workbench: OpenWorkbench;

  beforeAll(async () => {
    [guest, folder] = await Promise.all([bootGuest(), faultyFolder()]);
    workbench = await openWorkbench({ folder, settings: { 'nixAgents.ssh.configFile': guest.sshConfigFile } });
  });

  afterAll(async () => {
    await workbench?.close();
    await guest?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.picture(`failed-${task.name.slice(0, 40)}`);
  });

  it('marks the mistake and mends it with a click', async () => {
    const { page, picture } = workbench;
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'binary-caches.json' }).dblclick();
    await page.locator('.squiggly-error').first().waitFor();
    await page.locator('.view-line', { hasText: 'mycompany' }).first().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('F8');
    await page.locator('.marker-widget', { hasText: 'publicKeys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget .monaco-list-row').first().waitFor();
    await picture('diagnostics-fix-menu');
    await page.locator('.action-widget .monaco-list-row', { hasText: 'publicKeys' }).first().click();
    await page.locator('.view-line', { hasText: '"publicKeys"' }).waitFor();
    await page.keyboard.press('Control+s');
    await expect.poll(() => readFile(join(workbench.folder, 'binary-caches.json'), 'utf8')).toContain('publicKeys');
  });

  it('shows the agent, and deploys it after a confirmation that names host and files', async () => {
    const { page, picture } = workbench;
    await page.locator('.activitybar a[aria-label^="Nix Agents"]').click();
    const agent = page
      .locator('.pane-body .monaco-list-row', { hasText: 'agent' })
      .filter({ hasText: 'guest' })
      .first();
    await agent.waitFor();
    await picture('tree-before-connecting');
    await workbench.menu(agent, 'Deploy Agent');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    expect(await dialog.textContent()).toContain('binary-caches.json');
    expect(await dialog.textContent()).toContain('cluster-join-token.key');
    await picture('deploy-confirmation');
    await dialog.locator('.monaco-button', { hasText: 'Deploy' }).first().click();
    await page
      .locator('.notification-toast', { hasText: /Deploying/ })
      .first()
      .waitFor();
    await picture('deploy-progress');
    await page
      .locator('.notification-toast', { hasText: /deployed/i })
      .first()
      .waitFor({ timeout: 60_000 });
    await picture('deploy-done');

    const here = await readFile(join(workbench.folder, 'binary-caches.json'), 'utf8');
    expect(await guest.sh(`cat ${binaryCaches}`)).toBe(here);
    expect((await guest.sh(`stat -c '%U %a' ${binaryCaches}`)).trim()).toBe(`${user} 600`);
  });

  it('tells the live state in the tree', async () => {
    const { page, picture } = workbench;
    await page.locator('.pane-body .monaco-list-row', { hasText: 'healthy' }).first().waitFor();
    await picture('tree-healthy');
  });

  it('streams the journal and leads from an error to the line that causes it', async () => {
    const { page, picture } = workbench;
    const agent = page.locator('.pane-body .monaco-list-row', { hasText: 'healthy' }).first();
    await workbench.menu(agent, 'Show Logs');
    const panel = await workbench.webview('[role="log"]');
    await panel.getByText('Agent online.').first().waitFor();
    await picture('logs-dark');

    await guest.sh(
      `printf '{"mycompany": {"kind": "CachixCache"}}' >${binaryCaches}; systemctl restart ${unit} || true`,
    );
    await panel.getByText('key \\"publicKeys\\" not found').first().waitFor();
    await picture('logs-known-error');
  });
});
