import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CompletionItem, Hover } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { startServer, type TestClient } from '../testing.ts';
import { applyEdits } from '../text/edit.ts';
import { linesOf } from '../text/lines.ts';

let folder: string;
let running: TestClient;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'nix-agents-lsp-')));
  running = await startServer(folder, { textDocument: { completion: { completionItem: { snippetSupport: true } } } });
});

afterEach(async () => {
  await running.end();
  rmSync(folder, { recursive: true, force: true });
});

/** What is proposed where `|` stands in a file, and the text once one of it is taken. */
async function completed(name: string, marked: string): Promise<{ labels: string; take(label: string): string }> {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const uri = URI.file(join(folder, name)).toString();
  await running.client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'json', version: 1, text },
  });
  const lines = linesOf(text);
  const items: CompletionItem[] = await running.client.sendRequest('textDocument/completion', {
    textDocument: { uri },
    position: lines.position(offset),
  });
  const take = (label: string): string => {
    const item = items.find((candidate) => candidate.label === label);
    if (!item?.textEdit || !('range' in item.textEdit)) throw new Error(`"${label}" is not proposed`);
    const edits = [item.textEdit, ...(item.additionalTextEdits ?? [])];
    return applyEdits(
      text,
      edits.map(({ range, newText }) => ({ ...lines.span(range), text: newText })),
    );
  };
  return { labels: items.map(({ label }) => label).join(' '), take };
}

it.each([
  ['secrets.json', '{ "x": { "kind": "Secret", "data": {}, "|" } }', 'condition'],
  ['secrets.json', '{ "x": { "kind": "Secret", "data": { "|" } } }', ''],
  [
    'secrets.json',
    '{ "x": { "kind": "Secret", "data": {}, "condition": | } }',
    'one repository, default branch isDefaultBranch isTag true false and or isOwner isRepo isBranch',
  ],
  ['secrets.json', '{ "x": { "kind": "Secret", "data": {}, "condition": { "|" } } }', 'and or isOwner isRepo isBranch'],
  ['secrets.json', '{ "x": { "kind": "Secret", "data": {}, "condition": { "isRepo": "a", "|" } } }', ''],
  [
    'secrets.json',
    '{ "x": { "kind": "Secret", "data": {}, "condition": { "or": [{ "and": [{ "isOwner": "a" }, "|"] }] } } }',
    'one repository, default branch isDefaultBranch isTag true false and or isOwner isRepo isBranch',
  ],
  ['nix-agents.json', '{ | }', 'agents'],
  ['nix-agents.json', '{ "agents": { | } }', 'Hercules CI agent Cachix Deploy agent'],
  [
    'nix-agents.json',
    '{ "agents": { "a": { "host": "x", "|" } } }',
    'kind port user unit profile spec storePath build secrets',
  ],
  ['nix-agents.json', '{ "agents": { "a": { "kind": "|" } } }', 'hercules-ci cachix-deploy'],
  [
    'cachix-deploy.json',
    '{ "agents": {}, "rollbackScript": { "x86_64-linux": "", "|" } }',
    'aarch64-linux aarch64-darwin x86_64-darwin',
  ],
  ['hercules-ci-agent.json', '{ "logLevel": "|" }', 'DebugS InfoS NoticeS WarningS ErrorS CriticalS AlertS EmergencyS'],
  [
    'hercules-ci-agent.json',
    '{ "remotePlatformsWithSameFeatures": ["|"] }',
    'x86_64-linux aarch64-linux aarch64-darwin x86_64-darwin',
  ],
  ['hercules-ci-agent.toml', 'nixUserIsTrusted = |\n', 'true false'],
  ['hercules-ci-agent.toml', '[labels]\n|\n', ''],
  [
    'binary-caches.json',
    '{ "a": { "kind": "NixCache", "storeURI": "|" } }',
    's3:// https:// http:// ssh-ng:// ssh:// file://',
  ],
  ['binary-caches.json', '{ "a": { "kind": "NixCache", "storeURI": "https://x|" } }', ''],
  ['cachix-agent.token', 'export CACHIX|', 'CACHIX_AGENT_TOKEN'],
  ['cachix-agent.token', 'CACHIX_AGENT_TOKEN=|', ''],
  ['cachix-agent.token', 'CACHIX_AGENT_TOKEN=x\n|', ''],
])('proposes what belongs into %s: %s', async (name, text, labels) => {
  expect((await completed(name, text)).labels).toBe(labels);
});

it.each([
  [
    'secrets.json',
    '{ "x": { "kind": "Secret", "condition": { "and": ["isD|"] } } }',
    'isTag',
    '{ "x": { "kind": "Secret", "condition": { "and": ["isTag"] } } }',
  ],
  [
    'secrets.json',
    '{ "x": { "kind": "Secret", "condition": | } }',
    'isRepo',
    '{ "x": { "kind": "Secret", "condition": { "isRepo": "$1" } } }',
  ],
  ['hercules-ci-agent.toml', 'base|\n', 'baseDirectory', 'baseDirectory = "$1"\n'],
  ['hercules-ci-agent.toml', 'logLevel = "In|"\n', 'InfoS', 'logLevel = "InfoS"\n'],
  [
    'binary-caches.json',
    '{ "a": { "kind": "NixCache", "storeURI": "s|" } }',
    'ssh://',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet of the language server protocol
    '{ "a": { "kind": "NixCache", "storeURI": "ssh://${1:host}" } }',
  ],
  [
    'binary-caches.json',
    '{ "a": { "kind": "NixCache", "storeURI": "s3://b?region=x&en|" } }',
    'endpoint',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet of the language server protocol
    '{ "a": { "kind": "NixCache", "storeURI": "s3://b?region=x&endpoint=${1:minio.example.org}" } }',
  ],
])('writes what is taken into %s: %s', async (name, text, label, expected) => {
  expect((await completed(name, text)).take(label)).toBe(expected);
});

it('proposes a parameter of a bucket once', async () => {
  const { labels } = await completed(
    'binary-caches.json',
    '{ "a": { "kind": "NixCache", "storeURI": "s3://b?region=x&|" } }',
  );
  expect(labels.split(' ')).toContain('profile');
  expect(labels.split(' ')).not.toContain('region');
});

it('completes the paths of local files', async () => {
  mkdirSync(join(folder, 'keys'));
  writeFileSync(join(folder, 'keys', 'web.token'), '');
  writeFileSync(join(folder, '.hidden'), '');
  const inventory = (path: string): string =>
    `{ "agents": { "web": { "secrets": { "cachix-agent.token": "${path}" } } } }`;
  const first = await completed('nix-agents.json', inventory('|'));
  expect(first.labels).toBe('keys/');
  expect(first.take('keys/')).toBe(inventory('./keys/'));
  const second = await completed('nix-agents.json', inventory('./keys/w|'));
  expect(second.take('web.token')).toBe(inventory('./keys/web.token'));
});

it.each([
  [
    'secrets.json',
    '{ "x": { "kind": "Secret", "data": { "isTag": "hidden" }, "condition": "isTag" } }',
    '"condition"',
    /Which builds/,
  ],
  [
    'secrets.json',
    '{ "x": { "kind": "Secret", "data": { "isTag": "hidden" }, "condition": "isTag" } }',
    '"isTag" } }',
    /of a tag/,
  ],
  ['nix-agents.json', '{ "agents": { "a": { "port": 22 } } }', '"port"', /port of its SSH server/],
  ['cachix-deploy.json', '{ "rollbackScript": { "x86_64-linux": "" } }', '"x86', /64-bit Intel/],
  ['hercules-ci-agent.json', '{ "concurrentTasks": 4 }', '"concurrentTasks"', /How many tasks/],
  ['cachix-agent.token', 'CACHIX_AGENT_TOKEN=x\n', 'CACHIX', /known to Cachix Deploy/],
  ['hercules-ci-agent.toml', 'concurrentTasks = 4\n', 'concurrentTasks', /How many tasks/],
])('tells in %s of %s what %s means', async (name, text, mark, expected) => {
  const uri = URI.file(join(folder, name)).toString();
  await running.client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'x', version: 1, text },
  });
  const hover: Hover | null = await running.client.sendRequest('textDocument/hover', {
    textDocument: { uri },
    position: linesOf(text).position(text.lastIndexOf(mark) + 2),
  });
  expect(hover?.contents).toMatchObject({ kind: 'markdown', value: expect.stringMatching(expected) });
});
