// Bundles the three faces and the log panel's page into dist/, or `--outdir=FOLDER`. `--production` minifies, `--watch` stays.
import { mkdir, rm } from 'node:fs/promises';
import { context } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const outdir = process.argv.find((argument) => argument.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist';

const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
};

const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Without this order jsonc-parser resolves to its UMD form, which cannot be bundled.
  mainFields: ['module', 'main'],
  // ssh2 asks for both in a try and does without.
  external: ['vscode', 'cpu-features', '*.node'],
};

const bundles = [
  // What is not needed to start is apart from it: the editor reads a bundle as a whole.
  {
    ...node,
    entryPoints: {
      extension: 'client/src/extension.ts',
      languageClient: 'client/src/diagnostics/languageClient.ts',
      engines: 'client/src/engines.ts',
    },
    external: [...node.external, './languageClient.js', './engines.js'],
    supported: { 'dynamic-import': false },
  },
  { ...node, entryPoints: { server: 'server/src/server.ts' } },
  { ...node, entryPoints: { cli: 'cli/src/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  {
    ...node,
    entryPoints: { host: 'demo/src/main.ts', tool: 'demo/src/toolMain.ts', agent: 'demo/src/agent/main.ts' },
    outdir: `${outdir}/demo`,
  },
  {
    ...shared,
    platform: 'browser',
    format: 'iife',
    target: 'chrome128',
    entryPoints: { 'logs/page': 'client/src/logs/page/main.ts', 'logs/style': 'client/src/logs/page/style.css' },
    loader: { '.ttf': 'file' },
    assetNames: 'logs/[name]',
  },
].map((bundle) => ({ outdir, ...bundle }));

await rm(outdir, { recursive: true, force: true });
await mkdir(`${outdir}/logs`, { recursive: true });
const contexts = await Promise.all(bundles.map((bundle) => context(bundle)));
if (watch) {
  await Promise.all(contexts.map((c) => c.watch()));
} else {
  await Promise.all(contexts.map((c) => c.rebuild()));
  await Promise.all(contexts.map((c) => c.dispose()));
}
