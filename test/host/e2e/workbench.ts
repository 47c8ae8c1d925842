import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { launchBrowser } from '../../../scripts/lib/browser.mjs';
import { startWorkbench } from '../../../scripts/lib/workbench.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Themes that every view must look right in, by the names that VS Code gives them. */
export const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'hc-dark': 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
} as const;

export interface OpenWorkbench {
  page: Page;
  /** A copy of the asked folder that the test may change. */
  folder: string;
  /** Saves a picture under out/screenshots/ for a person to look at. */
  picture(name: string): Promise<void>;
  /** The page of a webview, found by a selector that only it has. */
  webview(selector: string): Promise<Frame>;
  /** Runs a command by its title from the palette. */
  command(title: string): Promise<void>;
  /** Picks an entry of the context menu of what a locator finds. */
  menu(of: Locator, title: string): Promise<void>;
  close(): Promise<void>;
}

let packaged: Promise<string> | undefined;

/** The extension as a user installs it, packaged once a run. */
async function vsix(): Promise<string> {
  packaged ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nixa-vsix-'));
    const file = join(folder, 'nix-agents.vsix');
    await promisify(execFile)('npx', ['vsce', 'package', '--no-dependencies', '--out', file], { cwd: root });
    return file;
  })();
  return packaged;
}

afterAll(async () => {
  const file = await packaged?.catch(() => undefined);
  if (file) await rm(dirname(file), { recursive: true, force: true });
});

/** Opens a folder in the real workbench with the packaged extension, as a user would see it. */
export async function openWorkbench(options: {
  folder: string;
  theme?: keyof typeof themes;
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
  trustEverything?: boolean;
}): Promise<OpenWorkbench> {
  const scratch = await mkdtemp(join(tmpdir(), 'nixa-e2e-'));
  const folder = join(scratch, 'mycompany-agents');
  await cp(options.folder, folder, { recursive: true });
  const workbench = await startWorkbench({
    vsix: await vsix(),
    settings: { 'workbench.colorTheme': themes[options.theme ?? 'dark'], ...options.settings },
    ...(options.env && { env: options.env }),
    trustEverything: options.trustEverything ?? true,
  });
  const browser: Browser = await launchBrowser();
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(workbench.folderUrl(folder), { waitUntil: 'domcontentloaded' });
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  const pictures = join(root, 'out/screenshots');
  await mkdir(pictures, { recursive: true });
  return {
    page,
    folder,
    picture: async (name) => {
      await page.screenshot({ path: join(pictures, `${name}.png`) });
    },
    webview: async (selector) => {
      const deadline = Date.now() + 20_000;
      for (;;) {
        for (const frame of page.frames()) {
          if (
            await frame
              .locator(selector)
              .count()
              .catch(() => 0)
          )
            return frame;
        }
        if (Date.now() > deadline) throw new Error(`No webview holds ${selector}.`);
        await page.waitForTimeout(100);
      }
    },
    command: async (title) => {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').fill(`>${title}`);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
      await page.keyboard.press('Enter');
    },
    menu: async (of, title) => {
      const entry = page.locator('.monaco-menu .action-item', { hasText: title }).first();
      for (let attempt = 1; ; attempt++) {
        await of.click({ button: 'right' });
        const shown = await entry.waitFor({ timeout: 5_000 }).then(
          () => true,
          () => false,
        );
        if (shown) break;
        if (attempt === 3) throw new Error(`The context menu has no ${title}.`);
        // A row that was drawn anew meanwhile has closed the menu.
        await page.keyboard.press('Escape');
      }
      // A menu passes over a click that comes right after the one that opened it.
      await page.waitForTimeout(500);
      await entry.click();
    },
    close: async () => {
      await browser.close();
      await workbench.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
