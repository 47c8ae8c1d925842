import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CancellationTokenSource,
  type CodeAction,
  type CodeLens,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { checkOnlineCommand, type OnlineRequest } from '../../../protocol/src/languageServer.ts';
import {
  absent,
  type BinaryCache,
  makeBinaryCache,
  type Reply,
  type StandIn,
  startStandIn,
} from '../online/testing.ts';
import { startServer, type TestClient } from '../testing.ts';

let cache: BinaryCache;
let folder: string;
let standIn: StandIn;
let server: TestClient;
let reply: () => Reply | undefined;
let shown: string[];
beforeAll(() => {
  cache = makeBinaryCache();
});
afterAll(() => cache.remove());

beforeEach(async () => {
  vi.stubEnv('NIX_AGENTS_CACHIX_HOST', 'http://cachix.test');
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'nix-agents-online-')));
  reply = () => undefined;
  shown = [];
  const body = JSON.stringify({ permission: 'Read', publicSigningKeys: [cache.publicKey] });
  standIn = await startStandIn(cache.folder, ({ host }) => (host === 'cachix.test' ? { status: 200, body } : reply()));
  const caches = { mycache: { kind: 'CachixCache', publicKeys: [cache.publicKey], authToken: 'a.b.c' } };
  writeFileSync(join(folder, 'binary-caches.json'), JSON.stringify(caches), { mode: 0o600 });
  writeFileSync(join(folder, 'deploy.json'), deploy);
  server = await startServer(
    folder,
    { textDocument: { diagnostic: {} }, workspace: { configuration: true, diagnostics: { refreshSupport: true } } },
    { agentLenses: true },
  );
  server.client.onRequest('workspace/configuration', ({ items }: { items: { section: string }[] }) =>
    items.map(({ section }) => (section === 'http.proxy' ? standIn.url : null)),
  );
  server.client.onNotification('window/showMessage', ({ message }: { message: string }) => {
    shown.push(message);
  });
});
afterEach(async () => {
  await server.end();
  await standIn.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const deploy = JSON.stringify({ agents: { absent } });
const uriOf = (name: string) => URI.file(join(folder, name)).toString();

function ask(request: OnlineRequest = {}, token?: CancellationTokenSource['token']): Promise<null> {
  const parameters = { command: checkOnlineCommand, arguments: [request] };
  const rest = token ? [token] : [];
  return server.client.sendRequest('workspace/executeCommand', parameters, ...rest);
}

async function codes(name: string): Promise<Diagnostic['code'][]> {
  const parameters = { textDocument: { uri: uriOf(name) } };
  const report: DocumentDiagnosticReport = await server.client.sendRequest('textDocument/diagnostic', parameters);
  return report.kind === 'full' ? report.items.map(({ code }) => code) : [];
}

describe('asking caches from an editor', () => {
  it('puts what was found at its place, through the proxy of the settings, until the text is another', async () => {
    expect(await codes('deploy.json')).not.toContain('deploy-spec/not-in-cache');
    expect(standIn.arrived).toEqual([]);
    await ask();
    expect(await codes('deploy.json')).toContain('deploy-spec/not-in-cache');
    expect(await codes('binary-caches.json')).toContain('binary-caches/read-only-token');
    expect(shown).toEqual(['1 store path looked for, 1 cache tested: 2 problems found.']);

    const text = deploy.replace(absent, cache.path);
    const textDocument = { uri: uriOf('deploy.json'), languageId: 'json', version: 1, text };
    await server.client.sendNotification('textDocument/didOpen', { textDocument });
    expect(await codes('deploy.json')).not.toContain('deploy-spec/not-in-cache');
  });

  it('tests the one cache that a lens is on, and looks for no path then', async () => {
    const parameters = { textDocument: { uri: uriOf('binary-caches.json') } };
    const lenses: CodeLens[] = await server.client.sendRequest('textDocument/codeLens', parameters);
    expect(lenses.map(({ command }) => command?.title)).toEqual(['Test Credentials', 'Check Paths']);
    await ask(lenses[0]?.command?.arguments?.[0]);
    expect(standIn.arrived.map(({ path }) => path)).toEqual(['/api/v1/cache/mycache']);
  });

  it('fetches a key for a cache that has none', async () => {
    const uri = uriOf('binary-caches.json');
    const text =
      '{ "mycache": { "kind": "CachixCache", "publicKeys": ["mycache.cachix.org-1:EjBS"], "authToken": "a.b.c" } }';
    const textDocument = { uri, languageId: 'json', version: 1, text };
    await server.client.sendNotification('textDocument/didOpen', { textDocument });
    const at = { line: 0, character: text.indexOf('EjBS') };
    const range = { start: at, end: at };
    const asked = { textDocument: { uri }, range, context: { diagnostics: [] } };
    const actions: CodeAction[] = await server.client.sendRequest('textDocument/codeAction', asked);
    const applied: string[] = [];
    server.client.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
      applied.push(...Object.values(edit.changes ?? {}).flatMap((edits) => edits.map(({ newText }) => newText)));
      return { applied: true };
    });
    await ask(actions.find(({ title }) => title === 'Fetch public key from Cachix')?.command?.arguments?.[0]);
    expect(applied).toHaveLength(1);
    expect(cache.publicKey).toContain(applied[0]);
    expect(standIn.arrived.map(({ path }) => path)).toEqual(['/api/v1/cache/mycache']);
  });

  it('stops when it is cancelled', async () => {
    reply = () => ({ status: 503, headers: { 'retry-after': '20' } });
    const cancel = new CancellationTokenSource();
    const pending = ask({ question: 'paths' }, cancel.token);
    while (standIn.arrived.length === 0) await setTimeout(5);
    cancel.cancel();
    await expect(pending).rejects.toThrow('cancelled');
    expect(shown).toEqual([]);
  });
});
