// `npm start`: installs, builds, starts the demonstration host, and a VS Code with the extension on a filled copy of
// examples/mycompany-agents: a desktop one where it is on the PATH, else a workbench for the browser, which
// `npm start -- --browser` takes in any case. Ctrl-C ends all of it.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './lib/dependencies.mjs';
import { run } from './lib/run.mjs';
import { quietSettings, startWorkbench } from './lib/workbench.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

if (process.platform === 'win32') {
  console.error('The demonstration host needs a POSIX shell. On Windows, clone and start this inside WSL.');
  process.exit(1);
}

const scratch = await mkdtemp(join(tmpdir(), 'nixa-start-'));
const endings = [() => rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })];
let ending;

/** Ends what was started, the last first, and then this. */
function end(status) {
  ending ??= (async () => {
    for (const step of endings.reverse()) await step().catch(() => {});
    process.exit(status);
  })();
  return ending;
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(0));

/** Starts the demonstration host and reads where it put everything. */
async function startDemonstration() {
  // A group of its own: Ctrl-C comes to us, and we end it in our order.
  const host = spawn(process.execPath, ['dist/demo/host.js', 'examples/mycompany-agents'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const gone = new Promise((resolve) => host.once('exit', resolve));
  endings.push(async () => {
    host.stdin.end();
    await gone;
  });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: host.stdout }).once('line', resolve);
    void gone.then(() => reject(new Error('The demonstration host ended at once.')));
  });
  void gone.then(() => ending ?? end(1));
  return JSON.parse(line);
}

function findDesktop() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return ['code', 'codium'].find((name) =>
    folders.some((folder) => {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    }),
  );
}

/** A desktop VS Code with settings and extensions of its own; gives when its window is closed. */
async function openDesktop(program, vsix, settings, workspace) {
  const data = join(scratch, 'data');
  await mkdir(join(data, 'User'), { recursive: true });
  await writeFile(join(data, 'User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  const own = ['--user-data-dir', data, '--extensions-dir', join(scratch, 'extensions')];
  await run(program, [...own, '--install-extension', vsix], { stdio: ['ignore', 'ignore', 2] });
  console.log(
    `\nOpening ${program} on ${workspace}. Closing its window ends the demonstration, and so does Ctrl-C here.`,
  );
  await run(program, [...own, '--disable-workspace-trust', '--new-window', '--wait', workspace]);
}

try {
  await installDependencies();
  console.log('Building …');
  const vsix = join(scratch, 'nix-agents.vsix');
  await run(process.execPath, ['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--out', vsix], {
    stdio: ['ignore', 'ignore', 2],
  });
  const demonstration = await startDemonstration();
  const settings = {
    'nixAgents.ssh.configFile': demonstration.sshConfig,
    // What to try stands there.
    'workbench.startupEditor': 'readme',
    'remote.autoForwardPorts': false,
  };
  const tips = [
    `The demonstration host is "${demonstration.host}". To break it, stop it or look at it from a terminal:`,
    `  ssh -F ${demonstration.sshConfig} ${demonstration.host} systemctl stop hercules-ci-agent`,
  ].join('\n');
  const desktop = process.argv.includes('--browser') ? undefined : findDesktop();
  if (desktop) {
    console.log(`\n${tips}`);
    await openDesktop(desktop, vsix, settings, demonstration.workspace);
    await end(0);
  } else {
    const workbench = await startWorkbench({ settings, vsix });
    endings.push(workbench.stop);
    console.log(
      `\nOpen this address in a browser:\n\n  ${workbench.folderUrl(demonstration.workspace)}\n\n${tips}\n\nCtrl-C ends all of it.`,
    );
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}
