// Writes docs/rules/ from the rules themselves, and their codes into the manifest's setting. Tests fail while they differ.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = join('docs', 'rules');
const temporary = await mkdtemp(join(tmpdir(), 'nix-agents-rule-docs-'));
try {
  const outfile = join(temporary, 'pages.mjs');
  await build({
    stdin: {
      contents: `export { registeredRules } from './server/src/rules/example.ts'; export { rulePages } from './server/src/rules/page.ts';`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Packages in the form of CommonJS ask for Node's own modules by `require`.
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
    outfile,
    logLevel: 'error',
  });
  const { registeredRules, rulePages } = await import(pathToFileURL(outfile).href);
  await rm(folder, { recursive: true, force: true });
  const pages = Object.entries(rulePages(registeredRules()));
  for (const [name, text] of pages) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const manifest = JSON.parse(await readFile('package.json', 'utf8'));
  const codes = registeredRules().map(({ rule }) => rule.code);
  manifest.contributes.configuration.properties['nixAgents.rules'].propertyNames = { enum: codes.sort() };
  await writeFile('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`${pages.length} pages in ${folder}`);
} finally {
  await rm(temporary, { recursive: true, force: true });
}
