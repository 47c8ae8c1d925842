// Runs the Mocha suites of suite/ inside a real VS Code: the one that VSCODE_TEST_BIN names, else the browser workbench.
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const suites = join(root, 'test/host/suite');

/** @returns {Promise<{passed: number, failed: number, skipped: number}>} */
export async function runHostSuites() {
  const scratch = await mkdtemp(join(tmpdir(), 'nixa-host-'));
  try {
    const files = (await readdir(suites)).filter((name) => name.endsWith('.ts'));
    await build({
      entryPoints: files.map((name) => join(suites, name)),
      outdir: join(scratch, 'suite'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: ['vscode', 'mocha'],
      nodePaths: [join(root, 'node_modules')],
      alias: { mocha: join(root, 'node_modules/mocha/index.js') },
      logLevel: 'warning',
    });
    const workspace = join(scratch, 'workspace');
    await cp(join(root, 'test/host/workspace'), workspace, { recursive: true });
    const results = join(scratch, 'results.json');
    const executable = process.env.VSCODE_TEST_BIN || join(root, 'scripts/lib/workbench-as-code.mjs');
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: join(scratch, 'suite/index.js'),
      extensionTestsEnv: { NIX_AGENTS_TEST_RESULTS: results, NIX_AGENTS_ROOT: root },
      launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
    }).catch(() => undefined);
    return JSON.parse(await readFile(results, 'utf8'));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed, skipped } = await runHostSuites();
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed ? 1 : 0;
}
