import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Demonstration, startDemonstration } from './demonstration.ts';
import { type OpenWorkbench, openWorkbench } from './workbench.ts';

describe('the log panel', () => {
  let demonstration: Demonstration;
  let workbench: OpenWorkbench;
  let logs: Frame;

  /** Runs a command on the demonstration host. */
  async function onHost(command: string, input: string): Promise<void> {
    const ssh = spawn('ssh', ['-F', demonstration.sshConfig, demonstration.host, command], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    ssh.stdin.end(input);
    await once(ssh, 'exit');
  }
  const caches = () => join(workbench.folder, 'binary-caches.json');

  beforeAll(async () => {
    demonstration = await startDemonstration();
    workbench = await openWorkbench({
      folder: demonstration.workspace,
      theme: 'light',
      // In a browser the editor would save by itself.
      settings: { 'nixAgents.ssh.configFile': demonstration.sshConfig, 'files.autoSave': 'off' },
    });
    await workbench.page.locator('.activitybar a[aria-label^="Nix Agents"]').click();
  });

  afterAll(async () => {
    await workbench?.close();
    await demonstration?.stop();
  });

  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(() => workbench.picture(`failed-${task.name.replace(/\W+/g, '-')}`));
  });

  it('follows the journal of the agent that is chosen in the tree', async () => {
    const agent = workbench.page.locator('.pane-body .monaco-list-row', { hasText: 'demonstration' }).first();
    await workbench.menu(agent, 'Show Logs');
    logs = await workbench.webview('[role="log"]');
    await logs.getByText('Agent online.').first().waitFor();
    await logs.getByText('Connected to demonstration').first().waitFor();
  });

  it('leads from a fatal line to the place in the file, and the host speaks up in the problems', async () => {
    const { page } = workbench;
    const whole = await readFile(caches(), 'utf8');
    const broken = whole.replace(/"publicKeys": \[[^\]]*\],/, '');
    await writeFile(caches(), broken);
    // Relative to the temporary root that stands for the host's.
    const secrets = './var/lib/hercules-ci-agent/secrets/binary-caches.json';
    await onHost(`cat >${secrets}; systemctl restart hercules-ci-agent`, broken);
    const hint = logs.locator('.hint', { hasText: 'binary-caches.json:2' }).last();
    await hint.click();
    await logs.getByText('has no "publicKeys"').first().waitFor();
    await workbench.picture('logs-explained-light');
    await logs.getByRole('button', { name: 'Go to binary-caches.json:2' }).first().click();
    await page.locator('.tab', { hasText: 'binary-caches.json' }).waitFor();
    await page.keyboard.press('Control+Shift+M');
    await page.locator('.markers-panel .monaco-list-row', { hasText: 'Reported by demonstration' }).waitFor();
  });

  it('tells apart what is not saved and what is not deployed', async () => {
    await workbench.command('Nix Agents: Find in Logs');
    logs = await workbench.webview('[role="log"]');
    await logs.getByRole('textbox', { name: 'Filter lines' }).fill('FatalError');
    // The rows are drawn anew when the filter holds.
    await logs.getByText(/rows? of \d+ lines/).waitFor();
    await logs
      .getByRole('button', { name: /Insert "publicKeys"/ })
      .first()
      .click();
    await logs.getByText('is corrected in the editor, but not saved').first().waitFor();
    await workbench.picture('logs-unsaved');
    await workbench.page.locator('.tab', { hasText: 'binary-caches.json' }).click();
    await workbench.page.keyboard.press('Control+s');
    await logs.getByText('has the file from before').first().waitFor();
    expect(await logs.getByRole('button', { name: 'Deploy…' }).count()).toBeGreaterThan(0);
  });

  it('keeps filter and rows when it is hidden and moved into an editor', async () => {
    const { page } = workbench;
    await page.keyboard.press('Control+Shift+M');
    await page.locator('.markers-panel').waitFor();
    await workbench.command('Nix Agents: Move Logs into an Editor');
    logs = await workbench.webview('[role="log"]');
    await expect.poll(() => logs.getByRole('textbox', { name: 'Filter lines' }).inputValue()).toBe('FatalError');
    await logs.locator('.hit', { hasText: 'FatalError' }).first().waitFor();
    await workbench.picture('logs-in-editor');
  });

  it('opens as a text with an outline', async () => {
    const { page } = workbench;
    await workbench.command('Nix Agents: Open Logs as Text');
    await page.locator('.view-line', { hasText: 'FatalError' }).first().waitFor();
    await page.keyboard.press('Control+Shift+O');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'FatalError' }).first().waitFor();
    await workbench.picture('logs-as-text');
  });
});
