import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type {
  ClientCapabilities,
  CodeAction,
  CompletionItem,
  Diagnostic,
  DocumentDiagnosticReport,
  ProtocolConnection,
  TextEdit,
  WorkspaceDiagnosticReport,
} from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { methods } from '../../protocol/src/languageServer.ts';
import { fillExample } from './rules/examples.ts';
import { startServer } from './testing.ts';
import { applyEdits } from './text/edit.ts';
import { linesOf } from './text/lines.ts';

let folder: string;
let client: ProtocolConnection;
let end: () => Promise<void>;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'nix-agents-lsp-')));
});

afterEach(async () => {
  await end();
  rmSync(folder, { recursive: true, force: true });
});

const pulling: ClientCapabilities = {
  textDocument: { diagnostic: {}, completion: { completionItem: { snippetSupport: true } } },
  workspace: { diagnostics: { refreshSupport: true } },
};

async function start(capabilities: ClientCapabilities = pulling, initializationOptions: unknown = {}): Promise<void> {
  ({ client, end } = await startServer(folder, capabilities, initializationOptions));
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return URI.file(path).toString();
}

function open(uri: string, text: string, languageId = 'json'): Promise<void> {
  return client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
}

function change(uri: string, text: string): Promise<void> {
  return client.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text }],
  });
}

async function diagnostics(uri: string): Promise<Diagnostic[]> {
  const report: DocumentDiagnosticReport = await client.sendRequest('textDocument/diagnostic', {
    textDocument: { uri },
  });
  return report.kind === 'full' ? report.items : [];
}

async function codes(uri: string): Promise<unknown[]> {
  return (await diagnostics(uri)).map(({ code }) => code);
}

function workspaceDiagnostics(
  previousResultIds: { uri: string; value: string }[] = [],
): Promise<WorkspaceDiagnosticReport> {
  return client.sendRequest('workspace/diagnostic', { previousResultIds });
}

function changedOnDisk(...uris: string[]): Promise<void> {
  return client.sendNotification('workspace/didChangeWatchedFiles', { changes: uris.map((uri) => ({ uri, type: 2 })) });
}

const good = fillExample('{ "mycache": { "kind": "CachixCache", "publicKeys": [], "authToken": "<<jwt {}>>" } }\n');
const broken = '{ "mycache": { "kind": "CachixCache", "authToken": "x.y.z", } }\n';

describe('diagnostics', () => {
  it('are pulled for the text in the editor, with code and page', async () => {
    const uri = write('binary-caches.json', good);
    await start();
    await open(uri, broken);
    expect(await diagnostics(uri)).toMatchObject([
      {
        code: 'binary-caches/missing-property',
        severity: 1,
        codeDescription: { href: 'file:///docs/rules/binary-caches/missing-property.md' },
      },
      { code: 'binary-caches/token', severity: 3 },
      { code: 'json/syntax', range: { start: { line: 0, character: 58 } } },
    ]);
    await change(uri, good);
    expect(await diagnostics(uri)).toEqual([]);
  });

  it('leave syntax to a client that reports it itself, but for what only the agents refuse', async () => {
    const uri = write('binary-caches.json', good);
    await start(pulling, { reportSyntaxErrors: false });
    await open(uri, '{ "a": 1, }');
    expect(await codes(uri)).toEqual(['binary-caches/not-an-object']);
    await change(uri, '{ "a": "\\ud800" }');
    expect(await codes(uri)).toContain('json/syntax');
    const other = write('other.binary-caches.json', '{ // comment\n}');
    await changedOnDisk(other);
    await vi.waitFor(async () => expect((await workspaceDiagnostics()).items.map((item) => item.uri)).toContain(other));
  });

  it('come for files that are not open, again when they change, and go with them', async () => {
    const uri = write('binary-caches.json', broken);
    await start();
    const [first] = (await workspaceDiagnostics()).items;
    expect(first).toMatchObject({
      uri,
      version: null,
      kind: 'full',
      items: [{ code: 'binary-caches/missing-property' }, {}, {}],
    });
    const known = [{ uri, value: first?.resultId ?? '' }];
    const next = workspaceDiagnostics(known);
    write('binary-caches.json', good);
    await changedOnDisk(uri);
    expect((await next).items).toMatchObject([{ uri, kind: 'full', items: [] }]);
    unlinkSync(join(folder, 'binary-caches.json'));
    const last = workspaceDiagnostics([{ uri, value: (await next).items[0]?.resultId ?? '' }]);
    await changedOnDisk(uri);
    expect((await last).items).toEqual([{ uri, version: null, kind: 'full', items: [] }]);
  });

  it('say that a file cannot be read, and the server lives on', async () => {
    mkdirSync(join(folder, 'binary-caches.json'));
    const uri = write('a.binary-caches.json', broken);
    await start();
    await client.sendRequest(methods.agents);
    await changedOnDisk(URI.file(join(folder, 'binary-caches.json')).toString());
    await open(uri, broken);
    rmSync(folder, { recursive: true });
    await changedOnDisk(uri);
    expect((await codes(uri)).length).toBe(3);
    mkdirSync(folder);
  });

  it('are pushed to a client that cannot pull', async () => {
    const uri = write('binary-caches.json', broken);
    await start({});
    const received = new Map<string, Diagnostic[]>();
    client.onNotification('textDocument/publishDiagnostics', ({ uri: of, diagnostics: items }) => {
      received.set(of, items);
    });
    await open(uri, broken);
    await vi.waitFor(() => expect(received.get(uri)?.length).toBe(3), { timeout: 5000 });
    await change(uri, good);
    await vi.waitFor(() => expect(received.get(uri)).toEqual([]), { timeout: 5000 });
  });

  it('follow the severities in the settings', async () => {
    const uri = write('binary-caches.json', '{}');
    await start();
    await client.sendNotification('workspace/didChangeConfiguration', {
      settings: { nixAgents: { rules: { 'binary-caches/empty': 'off', x: 'loud' } } },
    });
    await open(uri, '{}');
    expect(await diagnostics(uri)).toEqual([]);
  });
});

describe('code actions', () => {
  const actions = (uri: string, text: string, only?: string[]): Promise<CodeAction[]> =>
    client.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: linesOf(text).range({ start: 0, end: text.length }),
      context: { diagnostics: [], ...(only ? { only } : {}) },
    });
  const applied = (text: string, action: CodeAction | undefined, uri: string): string => {
    const edits: TextEdit[] = action?.edit?.changes?.[uri] ?? [];
    return applyEdits(
      text,
      edits.map(({ range, newText }) => ({ ...linesOf(text).span(range), text: newText })),
    );
  };

  it('offer the fixes of each finding, and all safe ones at once', async () => {
    const uri = write('binary-caches.json', good);
    await start(pulling, { reportSyntaxErrors: false });
    await open(uri, broken);
    const quick = await actions(uri, broken, ['quickfix']);
    expect(quick.map(({ title }) => title)).toEqual([
      'Insert "publicKeys": []',
      'Remove the trailing comma',
      'Fetch public key from Cachix',
    ]);
    expect(applied(broken, quick[0], uri)).toBe(broken.replace('"x.y.z",', '"x.y.z", "publicKeys": []'));
    const all = await actions(uri, broken, ['source.fixAll']);
    expect(all).toMatchObject([{ kind: 'source.fixAll.nixAgents' }]);
    expect(applied(broken, all[0], uri)).toBe(broken.replace('"x.y.z",', '"x.y.z"'));
    expect(await actions(uri, broken, ['refactor'])).toEqual([]);
  });

  it('offer not to be told of a rule behind its fixes, and its page last', async () => {
    const text = '{ network.description = "x"; agent.deployment.targetHost = "root@203.0.113.10"; }\n';
    const uri = write('network.nix', text);
    await start({ ...pulling, window: { showDocument: { support: true } } }, { disablesRules: true });
    await open(uri, text, 'nix');
    const offered = await actions(uri, text, ['quickfix']);
    expect(offered.map(({ title }) => title)).toEqual([
      expect.not.stringMatching(/Disable|Open/),
      'Disable nix/target-host for this line',
      'Disable nix/target-host for this file',
      'Disable nix/target-host in the workspace settings',
      'Open documentation of nix/target-host',
    ]);
    expect(offered[3]?.command).toMatchObject({ command: 'nixAgents.disableRule', arguments: ['nix/target-host'] });
    for (const action of offered.slice(1, 3)) {
      await change(uri, applied(text, action, uri));
      expect(await codes(uri)).toEqual([]);
      await change(uri, text);
      expect(await codes(uri)).toEqual(['nix/target-host']);
    }
    const shown = new Promise((resolve) => {
      client.onRequest('window/showDocument', ({ uri: page }) => {
        resolve(page);
        return { success: true };
      });
    });
    await client.sendRequest('workspace/executeCommand', {
      command: offered[4]?.command?.command,
      arguments: offered[4]?.command?.arguments,
    });
    expect(await shown).toBe('file:///docs/rules/nix/target-host.md');
  });

  it('offer the settings where a file has no comments, to a client that can write them', async () => {
    const uri = write('binary-caches.json', '{}');
    await start(pulling, { disablesRules: true });
    await open(uri, '{}');
    const titles = (await actions(uri, '{}', ['quickfix'])).map(({ title }) => title);
    expect(titles.slice(1)).toEqual(['Disable binary-caches/empty in the workspace settings']);
  });

  it('let the owner alone read a file, and hide it from git, on command', async () => {
    const uri = write('binary-caches.json', good);
    const path = join(folder, 'binary-caches.json');
    execFileSync('git', ['init', '-q', folder]);
    execFileSync('git', ['-C', folder, 'add', '.']);
    execFileSync('chmod', ['644', path]);
    await start();
    await open(uri, good);
    expect(await codes(uri)).toEqual(['secret-file/in-git', 'secret-file/permissions']);
    for (const action of await actions(uri, good, ['quickfix'])) {
      await client.sendRequest('workspace/executeCommand', {
        command: action.command?.command,
        arguments: action.command?.arguments,
      });
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('/binary-caches.json\n');
    expect(await codes(uri)).toEqual([]);
    const foreign = { kind: 'chmod', path: join(folder, '.gitignore'), mode: 0o777 };
    await client.sendRequest('workspace/executeCommand', {
      command: 'nixAgents.server.applyEffect',
      arguments: [foreign],
    });
    expect(statSync(foreign.path).mode & 0o777).not.toBe(0o777);
  });
});

describe('completion, hover and symbols', () => {
  /** Puts the cursor where `|` stands, and takes a completion. */
  async function complete(marked: string, label: string): Promise<string> {
    const offset = marked.indexOf('|');
    const text = marked.replace('|', '');
    const uri = write('binary-caches.json', good);
    await open(uri, text);
    const lines = linesOf(text);
    const items: CompletionItem[] = await client.sendRequest('textDocument/completion', {
      textDocument: { uri },
      position: lines.position(offset),
    });
    const item = items.find((candidate) => candidate.label === label);
    if (!item?.textEdit || !('range' in item.textEdit)) return items.map((candidate) => candidate.label).join(' ');
    const edits = [item.textEdit, ...(item.additionalTextEdits ?? [])];
    return applyEdits(
      text,
      edits.map(({ range, newText }) => ({ ...lines.span(range), text: newText })),
    );
  }

  it.each([
    ['{ "a": { "kind": "|" } }', 'NixCache', '{ "a": { "kind": "NixCache" } }'],
    ['{ "a": { "kind": | } }', 'CachixCache', '{ "a": { "kind": "CachixCache" } }'],
    [
      '{ "a": { "kind": "CachixCache", "|" } }',
      'publicKeys',
      '{ "a": { "kind": "CachixCache", "publicKeys": ["$1"] } }',
    ],
    ['{ "a": { "kind": "NixCache" | } }', 'storeURI', '{ "a": { "kind": "NixCache", "storeURI": "$1" } }'],
    ['{ "a": { | "kind": "NixCache" } }', 'publicKeys', '{ "a": { "publicKeys": ["$1"], "kind": "NixCache" } }'],
    ['{ "a": { "kind": "NixCache", "|" } }', 'authToken', 'storeURI publicKeys signingKeys'],
    ['{ "a": { "|" } }', '', 'kind publicKeys signingKeys authToken storeURI'],
    ['{ "a": { "kind": "Other", au| } }', 'authToken', '{ "a": { "kind": "Other", "authToken": "$1" } }'],
    ['{ "a": { "publicKeys|": [] } }', 'signingKeys', '{ "a": { "signingKeys": [] } }'],
    ['{ "a": { "publicKeys": ["|"] } }', 'kind', ''],
  ])('completes %s', async (text, label, expected) => {
    await start();
    expect(await complete(text, label)).toBe(expected);
  });

  it('inserts a whole cache, without marks where the client knows none', async () => {
    await start({});
    expect(await complete('{ | }', 'Cachix cache')).toContain(
      '"mycache": {\n\t"kind": "CachixCache",\n\t"publicKeys": [""],',
    );
  });

  it('tells what a property means, and of keys and tokens all but their values', async () => {
    const text = fillExample(
      '{ "mycache": { "kind": "CachixCache", "publicKeys": ["<<public mycache.cachix.org-1>>"], "signingKeys": ["<<signing mycache.cachix.org-1>>"], "authToken": "<<jwt {"exp":4102444800}>>" } }',
    );
    const uri = write('binary-caches.json', text);
    await start();
    await open(uri, text);
    const hover = async (mark: string): Promise<string> => {
      const position = linesOf(text).position(text.indexOf(mark) + 1);
      return JSON.stringify(await client.sendRequest('textDocument/hover', { textDocument: { uri }, position }));
    };
    expect(await hover('"signingKeys"')).toMatch(/signs what the agent pushes.*Secret/);
    expect(await hover('"mycache.cachix.org')).toContain('A public key named `mycache.cachix.org-1`, 32 bytes.');
    expect(await hover('"eyJ')).toContain('A token that expires on 2100-01-01.');
    const key = /"signingKeys": \["([^"]+)"/.exec(text)?.[1] ?? 'none';
    const shown = await hover(`"${key}`);
    expect(shown).toContain('A signing key without a name, 64 bytes.');
    expect(shown).not.toContain(key.slice(0, 12));
    expect(await client.sendRequest('textDocument/documentSymbol', { textDocument: { uri } })).toMatchObject([
      {
        name: 'mycache',
        detail: 'CachixCache',
        children: [{ name: 'kind' }, { name: 'publicKeys' }, { name: 'signingKeys' }, { name: 'authToken' }],
      },
    ]);
  });
});

describe('requests of our own', () => {
  it('list the agents, and tell when there are others', async () => {
    const network = (host: string) =>
      `{ network.description = "x"; agent = { deployment.targetHost = "${host}"; services.hercules-ci-agent.enable = true; }; }`;
    const uri = write('network.nix', network('203.0.113.10'));
    await start();
    let told = 0;
    client.onNotification(methods.agentsChanged, () => {
      told++;
    });
    expect(await client.sendRequest(methods.agents)).toMatchObject([{ id: 'hercules-ci:agent', host: '203.0.113.10' }]);
    await vi.waitFor(() => expect(told).toBe(1));
    await open(uri, network('203.0.113.11'), 'nix');
    await vi.waitFor(() => expect(told).toBe(2), { timeout: 5000 });
    expect(await client.sendRequest(methods.agents)).toMatchObject([{ host: '203.0.113.11' }]);
  });

  it('answers nothing to a request that was cancelled', async () => {
    const uri = write('binary-caches.json', good);
    await start();
    await open(uri, good);
    const { CancellationTokenSource } = await import('vscode-languageserver');
    const source = new CancellationTokenSource();
    const answer = client.sendRequest(
      'textDocument/hover',
      { textDocument: { uri }, position: { line: 0, character: 3 } },
      source.token,
    );
    source.cancel();
    await expect(answer).rejects.toThrow(/cancelled/);
  });
});
