import { randomFillSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Demonstration, startDemonstration } from './demonstration.ts';
import { type OpenWorkbench, openWorkbench } from './workbench.ts';

const row = ({ page }: OpenWorkbench, text: string) =>
  page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
const dialog = ({ page }: OpenWorkbench) => page.locator('.monaco-dialog-box');
const button = (workbench: OpenWorkbench, text: string) =>
  dialog(workbench).locator('.monaco-button', { hasText: text }).first();
const openView = ({ page }: OpenWorkbench) => page.locator('.activitybar a[aria-label^="Nix Agents"]').click();

/** The same hosts with keys that are not theirs. */
function withOtherKeys(knownHosts: string): string {
  return knownHosts.replace(/ (AAAA[A-Za-z0-9+/=]+)/g, (_, key: string) => {
    const blob = Buffer.from(key, 'base64');
    randomFillSync(blob, blob.length - 32);
    return ` ${blob.toString('base64')}`;
  });
}

describe('the Agents view', () => {
  let demonstration: Demonstration;
  let workbench: OpenWorkbench;

  beforeAll(async () => {
    demonstration = await startDemonstration();
    workbench = await openWorkbench({
      folder: demonstration.workspace,
      settings: {
        'nixAgents.ssh.configFile': demonstration.sshConfig,
        // In a browser the editor would save by itself.
        'files.autoSave': 'off',
      },
    });
    await openView(workbench);
  });

  afterAll(async () => {
    await workbench?.close();
    await demonstration?.stop();
  });

  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(() => workbench.picture(`failed-${task.name.replace(/\W+/g, '-')}`));
  });

  it('lists the agent without contacting its host', async () => {
    await row(workbench, 'not connected').waitFor();
    await workbench.picture('agents-not-connected');
  });

  it('refuses a host whose key has changed, and offers no way through', async () => {
    const known = await readFile(demonstration.knownHosts, 'utf8');
    await writeFile(demonstration.knownHosts, withOtherKeys(known));
    await workbench.menu(row(workbench, 'agent'), 'Connect');
    await dialog(workbench).waitFor();
    expect(await dialog(workbench).textContent()).toContain('has changed');
    await workbench.picture('host-key-changed');
    expect(await dialog(workbench).locator('.monaco-button').allTextContents()).toEqual(['OK']);
    await button(workbench, 'OK').click();
    await dialog(workbench).waitFor({ state: 'hidden' });
    await row(workbench, 'not trusted').waitFor();
    // From here on nobody has met this host.
    await writeFile(demonstration.knownHosts, '');
  });

  it('shows the fingerprint of a new host, trusts nothing by itself, and remembers what the person trusts', async () => {
    await workbench.menu(row(workbench, 'agent'), 'Connect');
    await dialog(workbench).waitFor();
    expect(await dialog(workbench).textContent()).toMatch(/SHA256:[A-Za-z0-9+/]{43}/);
    await workbench.picture('host-key');
    await button(workbench, 'Cancel').click();
    await row(workbench, 'not trusted').waitFor();
    expect(await readFile(demonstration.knownHosts, 'utf8')).toBe('');

    await workbench.menu(row(workbench, 'agent'), 'Connect');
    await button(workbench, 'Trust and Remember').click();
    await row(workbench, 'healthy').waitFor();
    expect(await readFile(demonstration.knownHosts, 'utf8')).not.toBe('');
  });

  it('shows below an agent which of its files differ on the host', async () => {
    await row(workbench, 'healthy').locator('.monaco-tl-twistie').click();
    await workbench.page
      .locator('.pane-body .monaco-list-row', { hasText: /(differs|in sync)/ })
      .first()
      .waitFor();
    await workbench.picture('agents-details');
  });

  it('stops an agent after asking, and starts it without', async () => {
    await workbench.menu(row(workbench, 'healthy'), 'Stop Agent');
    await dialog(workbench).waitFor();
    await workbench.picture('stop-confirmation');
    await button(workbench, 'Stop').click();
    await row(workbench, 'stopped').waitFor();
    await workbench.menu(row(workbench, 'stopped'), 'Start Agent');
    await row(workbench, 'healthy').waitFor();
  });

  it('groups agents by state when it is told to', async () => {
    const { page } = workbench;
    await workbench.command('Nix Agents: Group Agents By');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'State' }).click();
    await row(workbench, '1 agent').waitFor();
    await workbench.picture('agents-by-state');
  });

  it('previews a deployment as a document, and asks nothing for it', async () => {
    await workbench.command('Nix Agents: Preview Deployment');
    const preview = await workbench.webview('h1');
    await preview.getByText('Preview of agent').first().waitFor();
    await workbench.picture('deployment-preview');
  });

  it('saves what is unsaved only when the person says so', async () => {
    const { page } = workbench;
    const path = join(workbench.folder, 'binary-caches.json');
    const before = await readFile(path, 'utf8');
    await page.keyboard.press('Control+Shift+E');
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'binary-caches.json' }).dblclick();
    await page.locator('.view-line').first().click();
    await page.keyboard.type('\n');
    await workbench.command('Nix Agents: Deploy Agent');
    await button(workbench, 'Save and Deploy').waitFor();
    expect(await dialog(workbench).textContent()).toContain('binary-caches.json has unsaved changes');
    await workbench.picture('save-and-deploy');
    await button(workbench, 'Cancel').click();
    expect(await readFile(path, 'utf8')).toBe(before);

    await workbench.command('Nix Agents: Deploy Agent');
    await button(workbench, 'Save and Deploy').click();
    await expect.poll(() => readFile(path, 'utf8')).not.toBe(before);
    await button(workbench, 'Cancel').click();
  });

  it('refuses files with errors, and leads to them', async () => {
    const { page } = workbench;
    const path = join(workbench.folder, 'binary-caches.json');
    await writeFile(path, '{ "mycompany": { "kind": "CachixCache" } }\n');
    await page.locator('.squiggly-error').first().waitFor();
    await workbench.command('Nix Agents: Deploy Agent');
    await button(workbench, 'Deploy Anyway').waitFor();
    expect(await dialog(workbench).textContent()).toContain('binary-caches.json:1:');
    await workbench.picture('deploy-refused');
    await button(workbench, 'Show Problems').click();
    await page.locator('.markers-panel .monaco-list-row', { hasText: 'publicKeys' }).first().waitFor();
  });
});

describe('an empty Agents view says why', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nixa-empty-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    { name: 'without files', file: 'notes.txt', text: '', trustEverything: true, says: 'no files that define agents' },
    {
      name: 'without agents',
      file: 'binary-caches.json',
      text: '{}',
      trustEverything: true,
      says: 'defines an agent yet',
    },
    { name: 'in Restricted Mode', file: 'deploy.json', text: '{}', trustEverything: false, says: 'Restricted Mode' },
  ])('$name', async ({ file, text, trustEverything, says }) => {
    await rm(folder, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), 'nixa-empty-'));
    await writeFile(join(folder, file), text);
    const workbench = await openWorkbench({
      folder,
      theme: 'light',
      trustEverything,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
    try {
      await openView(workbench);
      await workbench.page.locator('.pane-body .welcome-view-content', { hasText: says }).first().waitFor();
      await workbench.picture(`welcome-${file.split('.')[0]}`);
    } finally {
      await workbench.close();
    }
  });
});

describe('the Agents view in other themes', () => {
  it.each(['light', 'hc-dark', 'hc-light'] as const)('%s', async (theme) => {
    const demonstration = await startDemonstration();
    const workbench = await openWorkbench({
      folder: demonstration.workspace,
      theme,
      settings: { 'nixAgents.ssh.configFile': demonstration.sshConfig },
    });
    try {
      await openView(workbench);
      await workbench.menu(row(workbench, 'agent'), 'Connect');
      await row(workbench, 'healthy').waitFor();
      await row(workbench, 'healthy').locator('.monaco-tl-twistie').click();
      await row(workbench, 'binary-caches.json').waitFor();
      await workbench.command('Nix Agents: Preview Deployment');
      await (await workbench.webview('h1')).getByText('Preview of agent').first().waitFor();
      await workbench.picture(`agents-${theme}`);
    } finally {
      await workbench.close();
      await demonstration.stop();
    }
  });
});
