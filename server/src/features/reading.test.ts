import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  CancellationTokenSource,
  type CodeLens,
  type DocumentLink,
  type FoldingRange,
  type InlayHint,
  type Location,
  type SelectionRange,
  type WorkspaceSymbol,
} from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { methods } from '../../../protocol/src/languageServer.ts';
import { fillExample } from '../rules/examples.ts';
import { startServer, type TestClient } from '../testing.ts';
import { linesOf } from '../text/lines.ts';

const files = {
  'nix-agents.json': `{
  "agents": {
    "web": { "host": "203.0.113.10", "spec": "specs/cachix-deploy.json", "secrets": { "cachix-agent.token": "./keys/web.token" } },
    "ci": { "kind": "hercules-ci" }
  }
}
`,
  'network.nix': `{
  network.description = "x";
  # One machine,
  # and its caches.
  ci = { pkgs, ... }: {
    deployment.targetHost = "203.0.113.11";
    deployment.keys."binary-caches.json".keyFile = ./binary-caches.json;
    services.hercules-ci-agent.enable = true;
    nix.settings.substituters = [ "https://mycache.cachix.org" ];
  };
}
`,
  'cachix-deploy.json':
    '{ "agents": { "web": "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05" } }\n',
  'binary-caches.json': fillExample(
    '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["<<signing mycache.cachix.org-1>>"], "authToken": "<<jwt {"exp":4102444800}>>" } }\n',
  ),
};
type Name = keyof typeof files;

let folder: string;
let running: TestClient;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'nix-agents-lsp-')));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
});

afterEach(async () => {
  await running.end();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (options: unknown = {}): Promise<void> => {
  running = await startServer(folder, {}, options);
  await running.client.sendRequest(methods.agents);
};
const uriOf = (name: Name): string => URI.file(join(folder, name)).toString();
const ask = <Answer>(method: string, name: Name, more: object = {}): Promise<Answer> =>
  running.client.sendRequest(method, { textDocument: { uri: uriOf(name) }, ...more });
/** The position of the character behind the beginning of `mark`. */
const at = (name: Name, mark: string) => ({ position: linesOf(files[name]).position(files[name].indexOf(mark) + 1) });
/** File and text of each place. */
const texts = (locations: readonly Location[]): string[] =>
  locations
    .map(({ uri, range }) => {
      const name = basename(URI.parse(uri).fsPath) as Name;
      const { start: from, end: to } = linesOf(files[name]).span(range);
      return `${name}: ${files[name].slice(from, to)}`;
    })
    .sort();

const definitions = async (name: Name, mark: string): Promise<string[]> =>
  texts(await ask('textDocument/definition', name, at(name, mark)));
const references = async (name: Name, mark: string): Promise<string[]> =>
  texts(await ask('textDocument/references', name, { ...at(name, mark), context: { includeDeclaration: true } }));

it('leads from an agent to its other definitions, and lists all places that name it', async () => {
  await start();
  expect(await definitions('nix-agents.json', '"ci"')).toEqual(['network.nix: ci']);
  expect(await definitions('network.nix', 'ci =')).toEqual(['nix-agents.json: "ci"']);
  expect(await definitions('cachix-deploy.json', '"web"')).toEqual(['nix-agents.json: "web"']);
  expect(await definitions('nix-agents.json', '"web"')).toEqual(['nix-agents.json: "web"']);
  expect(await references('nix-agents.json', '"web"')).toEqual(['cachix-deploy.json: "web"', 'nix-agents.json: "web"']);
  expect(await references('nix-agents.json', '"host"')).toEqual([]);
});

it('leads from whatever names a cache to the cache', async () => {
  await start();
  expect(await definitions('network.nix', 'mycache')).toEqual(['binary-caches.json: "mycache"']);
  expect(await references('binary-caches.json', '"mycache"')).toEqual([
    'binary-caches.json: "mycache"',
    'binary-caches.json: mycache',
    'network.nix: mycache',
  ]);
});

it('finds agents of the workspace by parts of their names', async () => {
  await start();
  const find = async (query: string): Promise<WorkspaceSymbol[]> =>
    (await running.client.sendRequest<WorkspaceSymbol[] | null>('workspace/symbol', { query })) ?? [];
  expect((await find('')).map(({ name }) => name)).toEqual(['web', 'ci']);
  expect(await find('WB')).toEqual([
    {
      name: 'web',
      kind: 19,
      containerName: 'Cachix Deploy',
      location: {
        uri: uriOf('nix-agents.json'),
        range: { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } },
      },
    },
  ]);
  expect(await find('bew')).toEqual([]);
});

it('links the files that an inventory and a network name', async () => {
  await start();
  const links = async (name: Name): Promise<[string, string][]> =>
    (await ask<DocumentLink[]>('textDocument/documentLink', name)).map(({ range, target }) => {
      const { start: from, end: to } = linesOf(files[name]).span(range);
      return [files[name].slice(from, to), URI.parse(target ?? '').fsPath.slice(folder.length + 1)];
    });
  expect(await links('nix-agents.json')).toEqual([
    ['specs/cachix-deploy.json', 'specs/cachix-deploy.json'],
    ['./keys/web.token', 'keys/web.token'],
  ]);
  expect(await links('network.nix')).toEqual([['./binary-caches.json', 'binary-caches.json']]);
});

it('shows when a token expires and which key a signing key belongs to, and neither of the secrets', async () => {
  await start();
  const range = linesOf('').range({ start: 0, end: 0 });
  const all = { ...range, end: { line: 9, character: 0 } };
  const hints = await ask<InlayHint[]>('textDocument/inlayHint', 'binary-caches.json', { range: all });
  expect(hints.map(({ label }) => label)).toEqual([
    expect.stringMatching(/^expires in \d+ days$/),
    'belongs to mycache.cachix.org-1',
  ]);
  const lines = linesOf(files['binary-caches.json']);
  for (const { position } of hints) expect(files['binary-caches.json'][lines.offset(position) - 1]).toBe('"');
  expect(await ask('textDocument/inlayHint', 'binary-caches.json', { range })).toEqual([]);
});

it('folds Nix files and selects in them, and leaves JSON to the editor', async () => {
  await start();
  const folds = await ask<FoldingRange[]>('textDocument/foldingRange', 'network.nix');
  expect(folds).toEqual([
    { startLine: 0, endLine: 9 },
    { startLine: 2, endLine: 3, kind: 'comment' },
    { startLine: 4, endLine: 8 },
  ]);
  const { position } = at('network.nix', 'mycache');
  const [selection] = await ask<SelectionRange[]>('textDocument/selectionRange', 'network.nix', {
    positions: [position],
  });
  const selected: string[] = [];
  for (let range = selection; range; range = range.parent) {
    const span = linesOf(files['network.nix']).span(range.range);
    selected.push(files['network.nix'].slice(span.start, span.end));
  }
  expect(selected.slice(0, 4)).toEqual([
    'https://mycache.cachix.org',
    '"https://mycache.cachix.org"',
    '[ "https://mycache.cachix.org" ]',
    'nix.settings.substituters = [ "https://mycache.cachix.org" ];',
  ]);
  expect(selected.at(-1)).toBe(files['network.nix']);
  expect(await ask('textDocument/foldingRange', 'nix-agents.json')).toBeNull();
  expect(await ask('textDocument/selectionRange', 'nix-agents.json', { positions: [position] })).toBeNull();
});

it('folds TOML files and selects in them', async () => {
  const text = 'a = [\n  "x",\n]\n[labels]\nb = "some text"\n\n[nixSettings]\ncores = "8"\n';
  const uri = URI.file(join(folder, 'hercules-ci-agent.toml')).toString();
  await start();
  const { client } = running;
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'toml', version: 1, text },
  });
  expect(await client.sendRequest('textDocument/foldingRange', { textDocument: { uri } })).toEqual([
    { startLine: 0, endLine: 1 },
    { startLine: 3, endLine: 4 },
    { startLine: 6, endLine: 7 },
  ]);
  const lines = linesOf(text);
  const positions = [lines.position(text.indexOf('text'))];
  const [selection]: SelectionRange[] = await client.sendRequest('textDocument/selectionRange', {
    textDocument: { uri },
    positions,
  });
  const selected: string[] = [];
  for (let range = selection; range; range = range.parent) {
    const span = lines.span(range.range);
    selected.push(text.slice(span.start, span.end));
  }
  expect(selected.slice(0, 3)).toEqual(['some text', '"some text"', 'b = "some text"']);
});

it('outlines the machines of a network with their keys', async () => {
  await start();
  expect(await ask('textDocument/documentSymbol', 'network.nix')).toMatchObject([
    { name: 'ci', range: { start: { line: 4 }, end: { line: 9 } }, children: [{ name: 'binary-caches.json' }] },
  ]);
});

it('puts lenses on agents for a client that has the commands', async () => {
  await start({ agentLenses: true });
  const lenses = await ask<CodeLens[]>('textDocument/codeLens', 'network.nix');
  expect(lenses).toMatchObject([
    { range: { start: { line: 4 } }, command: { title: 'Deploy', command: 'nixAgents.deploy' } },
    { range: { start: { line: 4 } }, command: { title: 'Logs', command: 'nixAgents.showLogs' } },
  ]);
  expect(lenses[0]?.command?.arguments).toMatchObject([{ kind: 'agent', agent: { id: 'hercules-ci:ci' } }]);
});

it('has no lenses for other clients', async () => {
  await start();
  await expect(ask('textDocument/codeLens', 'network.nix')).resolves.toBeNull();
});

it.each([
  ['textDocument/definition', at('network.nix', 'ci =')],
  ['textDocument/references', { ...at('network.nix', 'ci ='), context: { includeDeclaration: true } }],
  ['workspace/symbol', { query: '' }],
  ['textDocument/documentLink', {}],
  ['textDocument/inlayHint', { range: linesOf('').range({ start: 0, end: 0 }) }],
  ['textDocument/foldingRange', {}],
  ['textDocument/selectionRange', { positions: [] }],
  ['textDocument/codeLens', {}],
])('answers nothing to a cancelled %s', async (method, more) => {
  await start({ agentLenses: true });
  const source = new CancellationTokenSource();
  const params = { textDocument: { uri: uriOf('network.nix') }, ...more };
  const answer = running.client.sendRequest(method, params, source.token);
  source.cancel();
  await expect(answer).rejects.toThrow(/cancelled/);
});
