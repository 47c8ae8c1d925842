import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../../scripts/lib/browser.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

let start: ChildProcess;
let browser: Browser;
let printed = '';

/** What `npm start` printed, as soon as a pattern is in it. */
async function printedAs(pattern: RegExp): Promise<RegExpExecArray> {
  await expect.poll(() => printed, { timeout: 120_000, interval: 100 }).toMatch(pattern);
  return pattern.exec(printed)!;
}

beforeAll(async () => {
  start = spawn(process.execPath, ['scripts/start.mjs', '--browser'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  start.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  if (start?.exitCode === null) {
    const ended = new Promise((resolve) => start.once('exit', resolve));
    start.kill('SIGTERM');
    await ended;
  }
  await browser?.close();
});

it('npm start opens the example against the demonstration host, lets its agent be deployed, and leaves nothing', async () => {
  const [address] = await printedAs(/http:\/\/127\.0\.0\.1:\d+\/\?folder=\S+/);
  await printedAs(/Ctrl-C ends all of it/);
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(address, { waitUntil: 'domcontentloaded' });
  await page.locator('.tab', { hasText: 'README.md' }).waitFor();
  await page.locator('.activitybar a[aria-label^="Nix Agents"]').click();
  const agent = page.locator('.pane-body .monaco-list-row', { hasText: 'demonstration' }).first();
  await agent.waitFor();

  await agent.click({ button: 'right' });
  const entry = page.locator('.monaco-menu .action-item', { hasText: 'Deploy Agent' }).first();
  await entry.waitFor();
  // A menu passes over a click that comes right after the one that opened it.
  await page.waitForTimeout(500);
  await entry.click();
  const dialog = page.locator('.monaco-dialog-box', { hasText: 'binary-caches.json: replaced' });
  await dialog.locator('.monaco-button', { hasText: 'Deploy' }).first().click();
  await page.locator('.notification-toast', { hasText: 'deployed to root@demonstration' }).first().waitFor();
  await page.locator('.pane-body .monaco-list-row', { hasText: 'healthy' }).first().waitFor();
  const pictures = join(root, 'out/screenshots');
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, 'npm-start.png') });

  const folder = dirname(decodeURIComponent(new URL(address).searchParams.get('folder')!));
  expect(existsSync(folder)).toBe(true);
  const ended = new Promise((resolve) => start.once('exit', resolve));
  start.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(existsSync(folder)).toBe(false);
  await expect(fetch(address)).rejects.toThrow();
});
