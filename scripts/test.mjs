// `npm test`: installs what is missing, builds, and runs every suite; the last line adds them all up.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './lib/dependencies.mjs';
import { installRequirements } from './lib/requirements.mjs';
import { run } from './lib/run.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const total = { passed: 0, failed: 0, skipped: 0 };
const notRun = [];

await installDependencies();
const missing = await installRequirements();

/** A step without tests of its own counts as one. */
async function step(name, work) {
  const start = Date.now();
  console.log(`\n── ${name}`);
  try {
    const counts = (await work()) ?? { passed: 1, failed: 0, skipped: 0 };
    for (const key of Object.keys(total)) total[key] += counts[key];
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    total.failed += 1;
  }
  console.log(`── ${name}: ${((Date.now() - start) / 1000).toFixed(0)} s`);
}

async function vitest(project) {
  const folder = await mkdtemp(join(tmpdir(), 'nixa-vitest-'));
  const file = join(folder, 'results.json');
  try {
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', project];
    const ended = await run(process.execPath, [
      ...args,
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${file}`,
    ]).then(
      () => true,
      () => false,
    );
    const results = JSON.parse(await readFile(file, 'utf8'));
    const failed = results.numFailedTests;
    return {
      passed: results.numPassedTests,
      // A file that cannot be loaded, or a hook that fails, ends the run without a failed test.
      failed: ended ? failed : Math.max(1, failed),
      skipped: results.numPendingTests + results.numTodoTests,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function needs(programs, name, work) {
  const lacking = programs.filter((program) => missing.includes(program));
  if (programs.includes('root') && process.getuid?.() !== 0) lacking.push('root');
  if (lacking.length) notRun.push(`${name}: needs ${lacking.join(', ')}`);
  else await step(name, work);
}

await step('build', () => run('npm', ['run', '--silent', 'build', '--', '--production']));
await step('types', () => run('npm', ['run', '--silent', 'check-types']));
await step('lint', () => run('npm', ['run', '--silent', 'lint']));
await needs(['git', 'ssh', 'sshd', 'nix-instantiate', 'fish', 'zsh', 'nvim', 'nc'], 'unit tests', () => vitest('unit'));
await needs(['chromium'], "log panel's page", () => vitest('page'));
await needs(['root', 'systemd-nspawn', 'mmdebstrap', 'sshd', 'ip'], 'lab', () => vitest('lab'));
await needs(['chromium'], 'inside VS Code', async () => (await import('../test/host/run.mjs')).runHostSuites());
await needs(['chromium', 'root', 'systemd-nspawn', 'mmdebstrap'], 'the workbench as a person sees it', () =>
  vitest('e2e'),
);

if (notRun.length) {
  console.error('\nNOT RUN on this machine:');
  for (const line of notRun) console.error(`  ${line}`);
  if (process.env.CI === 'true') total.failed += notRun.length;
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed ? 1 : 0;
