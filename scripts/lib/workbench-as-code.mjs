#!/usr/bin/env node
// Stands where @vscode/test-electron expects a VS Code executable: takes its arguments, runs the suite inside the
// extension host of the browser workbench, and ends with the suite's status.
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from './browser.mjs';
import { startWorkbench } from './workbench.mjs';

const { values, positionals } = parseArgs({ args: process.argv.slice(2), strict: false, allowPositionals: true });
const folder = resolve(positionals[0] ?? values['folder-uri']);
const shots = process.env.SHOTS_DIR;

const workbench = await startWorkbench({ testDriver: true, settings: { 'git.enabled': false } });
const browser = await launchBrowser();
let status = 70;
const end = async (code) => {
  status = code;
  clearTimeout(limit);
  await browser.close().catch(() => {});
  await workbench.stop();
  process.exit(status);
};
const limit = setTimeout(() => {
  console.error('The suite in the workbench did not end within 10 minutes.');
  void end(72);
}, 600_000);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void end(130));

const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
page.on('crash', () => {
  console.error('The workbench page crashed.');
  void end(71);
});
// Both must be there before the workbench starts: the extension host's console and its exit come through them.
await page.exposeFunction('codeAutomationLog', (type, args) => {
  const text = String(args[0] ?? '');
  if (!/^\[|^Ignoring fetching|^%c/.test(text)) (console[type] ?? console.log)(...args);
});
await page.exposeFunction('codeAutomationExit', (code) => end(code));

const remote = (path) => `vscode-remote://127.0.0.1:${workbench.port}${encodeURI(resolve(path))}`;
const payload = [
  ['skipWelcome', 'true'],
  ['skipReleaseNotes', 'true'],
  ['extensionDevelopmentPath', remote(values.extensionDevelopmentPath)],
  ['extensionTestsPath', remote(values.extensionTestsPath)],
];
const parameters = new URLSearchParams({ [folder.endsWith('.code-workspace') ? 'workspace' : 'folder']: folder });
parameters.set('payload', JSON.stringify(payload));
await page.goto(`http://127.0.0.1:${workbench.port}/?${parameters}`, { waitUntil: 'domcontentloaded' });

// A suite asks for a picture by writing NAME.req into $SHOTS_DIR and waits for NAME.png.
if (shots && existsSync(shots)) {
  setInterval(async () => {
    for (const name of readdirSync(shots).filter((file) => file.endsWith('.req'))) {
      const picture = join(shots, `${name.slice(0, -4)}.png`);
      rmSync(join(shots, name));
      await page.screenshot({ path: `${picture}.tmp.png` });
      renameSync(`${picture}.tmp.png`, picture);
    }
  }, 50);
}
