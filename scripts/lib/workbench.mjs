// A VS Code workbench for the browser, for machines without a desktop VS Code: the npm package code-server on a Node
// of its own, both from the package registry, kept in the cache folder and not among this project's dependencies.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cacheFolder } from './cache.mjs';
import { run } from './run.mjs';

const codeServer = '4.139.1';
const node = '24.21.0';

/** The settings of a workbench that stays off the network and shows no tour. */
export const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.showReleaseNotes': false,
  'chat.disableAIFeatures': true,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'window.restoreWindows': 'none',
};

/** Installs the workbench where it is not yet. @returns the program and its Node */
export async function installWorkbench() {
  if (process.platform === 'win32') {
    throw new Error('The browser workbench does not run on Windows. Install VS Code, so that "code" is on the PATH.');
  }
  const folder = join(cacheFolder, `workbench-${codeServer}-${node}`);
  const nodePackage = `node-${process.platform}-${process.arch}`;
  const workbench = {
    node: join(folder, 'node_modules', nodePackage, 'bin', 'node'),
    entry: join(folder, 'node_modules/code-server/out/node/entry.js'),
  };
  if (existsSync(folder)) return workbench;

  console.error(`Installing the browser workbench (code-server ${codeServer}, once, about 700 MB) …`);
  await mkdir(cacheFolder, { recursive: true });
  const fresh = await mkdtemp(join(cacheFolder, 'workbench-new-'));
  try {
    await writeFile(join(fresh, 'package.json'), '{"private":true}');
    const install = (args, cwd) =>
      run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...args], {
        cwd,
        stdio: ['ignore', 2, 2],
      });
    await install(['--save-exact', `${nodePackage}@${node}`, `code-server@${codeServer}`], fresh);
    const vscode = join(fresh, 'node_modules/code-server/lib/vscode');
    await install(['--omit=dev'], vscode);
    await install(['--omit=dev'], join(vscode, 'extensions'));
    await rename(fresh, folder);
  } catch (error) {
    // Another process that was faster has left the same thing there.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return workbench;
}

export async function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts a workbench on 127.0.0.1 with a home of its own.
 * @param {object} options
 * @param {Record<string, unknown>} [options.settings] user settings, on top of the quiet ones
 * @param {string} [options.vsix] an extension to install first
 * @param {boolean} [options.trustEverything] no question about workspace trust
 * @param {boolean} [options.testDriver] lets a page load an extension under development and a test suite
 * @param {NodeJS.ProcessEnv} [options.env] more environment for the extension host
 * @returns {Promise<{port: number, home: string, folderUrl(folder: string): string, stop(): Promise<void>}>}
 */
export async function startWorkbench({
  settings = {},
  vsix,
  trustEverything = true,
  testDriver = false,
  env: more = {},
} = {}) {
  const { node: program, entry } = await installWorkbench();
  // Short: the sockets below it have a length limit.
  const home = await mkdtemp(join(tmpdir(), 'nixa-'));
  const data = join(home, 'data');
  const extensions = join(home, 'ext');
  await mkdir(join(data, 'User'), { recursive: true });
  await mkdir(extensions);
  // In a browser the extension host is a remote one: settings of the scope "machine" are read from a file of their own.
  await mkdir(join(data, 'Machine'));
  for (const scope of ['User', 'Machine']) {
    const text = JSON.stringify({ ...quietSettings, ...settings }, null, 2);
    await writeFile(join(data, scope, 'settings.json'), text);
  }
  await writeFile(join(home, 'config.yaml'), '');
  const env = {
    ...process.env,
    ...more,
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'cfg'),
    XDG_DATA_HOME: join(home, 'dat'),
    XDG_RUNTIME_DIR: home,
    TMPDIR: home,
    VSCODE_AGENT_FOLDER: data,
    EXTENSIONS_GALLERY: '{}',
  };
  for (const name of ['PORT', 'PASSWORD', 'VSCODE_IPC_HOOK_CLI']) delete env[name];
  const base = [entry, '--config', join(home, 'config.yaml'), '--user-data-dir', data, '--extensions-dir', extensions];
  // Quiet where it succeeds: it complains about its log files, which need a compiled module that nobody misses.
  if (vsix) await promisify(execFile)(program, [...base, '--install-extension', vsix], { env });

  const port = await freePort();
  const args = [...base, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`];
  args.push(
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--ignore-last-opened',
  );
  if (trustEverything) args.push('--disable-workspace-trust');
  // A built workbench takes extensionDevelopmentPath and extensionTestsPath from its address only with this.
  if (testDriver) args.push('--vscode-option', 'enable-smoke-test-driver');
  let output = '';
  const server = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-20_000);
    });
  }
  const ended = new Promise((resolve) => server.on('exit', resolve));
  const kill = (signal) => {
    try {
      // The whole group: its extension hosts outlive it otherwise.
      process.kill(-server.pid, signal);
    } catch {
      // Already gone.
    }
  };
  const killAtExit = () => kill('SIGKILL');
  process.on('exit', killAtExit);
  const stop = async () => {
    kill('SIGTERM');
    await Promise.race([ended, sleep(3000)]);
    kill('SIGKILL');
    process.off('exit', killAtExit);
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };

  const deadline = Date.now() + 60_000;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`The browser workbench ended at once:\n${output}`);
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (answer && answer.status < 500) break;
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`The browser workbench does not answer:\n${output}`);
    }
    await sleep(50);
  }
  const folderUrl = (folder) => `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`;
  return { port, home, folderUrl, stop };
}
