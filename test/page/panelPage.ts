import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { pageHtml } from '../../client/src/logs/html.ts';
import { createPanel, type Panel, type PanelModel } from '../../client/src/logs/panel.ts';
import { createTail, type Tail } from '../../client/src/logs/tail/tail.ts';
import { type HostMessage, isPageMessage, type PageMessage, type PanelAgent } from '../../protocol/src/logPanel.ts';
import { launchBrowser } from '../../scripts/lib/browser.mjs';
import { themes } from './themes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The page in a browser, fed by the real panel over a stand-in of VS Code's message channel. */
export interface PanelPage {
  readonly page: Page;
  readonly panel: Panel;
  readonly tail: Tail;
  readonly received: PageMessage[];
  agents: PanelAgent[];
  model: PanelModel;
  setTheme(theme: keyof typeof themes): Promise<void>;
  /** As VS Code does when the view is hidden and shown again: the page is made anew. */
  reopen(): Promise<void>;
  /** Microseconds between a message's sending and its painting come with it. */
  close(): Promise<void>;
}

export interface PageHouse {
  open(options?: { width?: number; height?: number; agents?: string[]; budget?: number }): Promise<PanelPage>;
  close(): Promise<void>;
}

/** Bundles the page, serves it on the loopback interface and starts a browser. */
export async function openHouse(): Promise<PageHouse> {
  const files = await bundle();
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1) || 'index.html';
    const file = files.get(name);
    if (!file) {
      // A browser asks for an icon by itself.
      response.writeHead(name === 'favicon.ico' ? 204 : 404).end();
      return;
    }
    const type = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' }[
      extname(name)
    ];
    response.writeHead(200, { 'content-type': type ?? 'application/octet-stream' }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  files.set('index.html', Buffer.from(pageHtml({ script: '/page.js', style: '/style.css', origin, nonce: 'abc' })));
  const browser = await launchBrowser();
  return {
    open: (options = {}) => openPage(browser, origin, options),
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function bundle(): Promise<Map<string, Buffer>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { page: 'client/src/logs/page/main.ts', style: 'client/src/logs/page/style.css' },
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'iife',
    target: 'chrome128',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  });
  return new Map(
    outputFiles.map(({ path, contents }) => [path.slice(join(root, 'out').length + 1), Buffer.from(contents)]),
  );
}

async function openPage(
  browser: Browser,
  origin: string,
  {
    width = 1100,
    height = 380,
    agents: ids = ['hercules-ci:agent'],
    budget,
  }: NonNullable<Parameters<PageHouse['open']>[0]>,
): Promise<PanelPage> {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  const received: PageMessage[] = [];
  const tail = createTail(budget, (lane) => panel.dropped(lane));
  const agents: PanelAgent[] = ids.map((id) => ({
    id,
    name: id.split(/[:/]/).at(-1) ?? id,
    machine: 'root@203.0.113.10',
    state: 'connected',
    connectedAt: Date.now(),
  }));
  const model: PanelModel = {
    agents: () => result.agents,
    lane: (id) => tail.lane(id),
    known: () => Math.max(2, ids.length),
    older: () => 'none',
    annotations: { hint: () => undefined, detail: () => undefined },
    handle: () => undefined,
  };
  const post = (message: HostMessage) => {
    page.evaluate((data) => window.postMessage(data, '*'), message).catch(() => undefined);
  };
  await page.exposeFunction('toExtension', (message: unknown) => {
    if (!isPageMessage(message)) throw new Error(`The page sent ${JSON.stringify(message)}.`);
    received.push(message);
    if (message.kind === 'ready') panel.attach(post);
    panel.receive(message);
  });
  await page.addInitScript(() => {
    const state = {
      acquireVsCodeApi: () => ({
        postMessage: (message: unknown) =>
          void (globalThis as never as { toExtension(message: unknown): void }).toExtension(message),
      }),
    };
    Object.assign(globalThis, state);
  });
  let theme: keyof typeof themes = 'dark';
  async function setTheme(name: keyof typeof themes): Promise<void> {
    theme = name;
    await page.evaluate(
      ([kind, variables]) => {
        document.documentElement.removeAttribute('style');
        document.body.className = `vscode-${kind}`;
        for (const [variable, value] of Object.entries(variables))
          document.documentElement.style.setProperty(variable, value);
      },
      [name, themes[name]] as const,
    );
  }
  const result: PanelPage = {
    page,
    tail,
    received,
    agents,
    model,
    panel: undefined as never as Panel,
    setTheme,
    async reopen() {
      panel.detach();
      await page.goto('about:blank');
      await page.goto(origin);
      await setTheme(theme);
    },
    async close() {
      panel.dispose();
      await context.close();
      if (problems.length > 0) throw new Error(`The page complained: ${problems.join('; ')}`);
    },
  };
  const panel = createPanel(model);
  Object.assign(result, { panel });
  await page.goto(origin);
  await setTheme(theme);
  return result;
}
