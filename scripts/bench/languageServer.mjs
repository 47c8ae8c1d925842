// The language server as it is shipped, in a process of its own, driven over its pipes, with what it touches outside of itself counted.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

/**
 * Runs in the server before it: counts what Node starts in the way of file requests, processes, sockets and look-ups, and tells the
 * count and the memory when asked. Node's own hooks see them all, whatever API was called, but for synchronous calls of
 * `fs`, which are wrapped.
 */
const probe = `
const { createHook } = require('node:async_hooks');
const fs = require('node:fs');
const outside = /^(FSREQ|FILEHANDLE|PROCESSWRAP|TCP|UDP|GETADDRINFO|QUERYWRAP|PIPECONNECT|HTTPCLIENT)/;
let count = 0;
let most = 0;
createHook({ init(_id, type) { if (outside.test(type)) count++; } }).enable();
for (const name of Object.keys(fs)) {
  const call = fs[name];
  if (name.endsWith('Sync') && typeof call === 'function') fs[name] = (...given) => { count++; return call(...given); };
}
require('node:module').syncBuiltinESMExports();
setInterval(() => { most = Math.max(most, process.memoryUsage.rss()); }, 20).unref();
process.on('message', () => {
  most = Math.max(most, process.memoryUsage.rss());
  process.send({ count, most });
});
process.channel.unref();
`;

/** Starts the server over a folder, as a client that asks for diagnostics. */
export async function startBenchServer(root) {
  const folder = await mkdtemp(join(tmpdir(), 'nix-agents-bench-server-'));
  await build({
    entryPoints: ['server/src/server.ts'],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    outfile: join(folder, 'dist', 'server.js'),
    logLevel: 'error',
  });
  await writeFile(join(folder, 'probe.cjs'), probe);
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    ['--require', join(folder, 'probe.cjs'), join(folder, 'dist', 'server.js'), '--stdio'],
    {
      stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
    },
  );
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const ask = () =>
    new Promise((resolve) => {
      child.once('message', resolve);
      child.send('tell');
    });
  connection.onRequest('workspace/diagnostic/refresh', () => null);
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } },
    workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'bench' }],
  });
  await connection.sendNotification('initialized', {});
  return {
    /** When the process was started, as `performance.now()` tells it. */
    begun,
    open: (uri, languageId, text) =>
      connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    change: (uri, version, change) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [change],
      }),
    diagnostics: (uri) => connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } }),
    /** All diagnostics of the workspace, as a client asks for them first. */
    settled: () => connection.sendRequest('workspace/diagnostic', { previousResultIds: [] }),
    /** Calls of files, processes and the network since the start. */
    effects: async () => (await ask()).count,
    /** Bytes: the most that the process held. */
    memory: async () => (await ask()).most,
    end: async () => {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
      await new Promise((resolve) => (child.exitCode === null ? child.once('close', resolve) : resolve()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
