import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CodeAction, Diagnostic, ProtocolConnection } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { checkDecryptedCommand } from '../../../protocol/src/languageServer.ts';
import { fillExample } from '../rules/examples.ts';
import { startServer } from '../testing.ts';

let base: string;
let folder: string;
let client: ProtocolConnection;
let end: () => Promise<void>;
let said: string[];

const sealed = 'ENC[AES256_GCM,data:c2FtcGxl,type:str]';
const encrypted = `{
  "mycache": {
    "kind": "${sealed}",
    "publicKeys": ["${sealed}", "${sealed}"],
    "authToken": "${sealed}"
  },
  "sops": { "mac": "${sealed}" }
}
`;
const secret = fillExample('<<jwt {"exp":1}>>');
const clear = (key: string) =>
  fillExample(
    `{"mycache":{"kind":"CachixCache","publicKeys":["<<public mycache.cachix.org-1>>","${key}"],"authToken":"${secret}"}}`,
  );

beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'nix-agents-decrypt-')));
  folder = join(base, 'workspace');
  for (const name of ['workspace', 'bin']) mkdirSync(join(base, name));
  said = [];
  ({ client, end } = await startServer(folder, {
    textDocument: { diagnostic: {} },
    workspace: { diagnostics: { refreshSupport: true } },
    window: { workDoneProgress: true },
  }));
  client.onRequest('window/workDoneProgress/create', () => null);
  client.onNotification('window/showMessage', ({ message }) => void said.push(message));
});

afterEach(async () => {
  await end();
  vi.unstubAllEnvs();
  rmSync(base, { recursive: true });
});

/** A stand-in: SOPS is in no registry of the tests. It runs `script` and is called as SOPS is. */
function standIn(script: string): void {
  const path = join(base, 'bin', 'sops');
  writeFileSync(path, `#!/bin/sh\n[ "$1" = --decrypt ] && [ $# = 2 ] || exit 99\n${script}\n`);
  chmodSync(path, 0o755);
  vi.stubEnv('PATH', `${join(base, 'bin')}${delimiter}${process.env.PATH}`);
}

async function open(text = encrypted): Promise<string> {
  const path = join(folder, 'binary-caches.json');
  writeFileSync(path, text, { mode: 0o600 });
  const uri = URI.file(path).toString();
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'json', version: 1, text },
  });
  return uri;
}

async function diagnostics(uri: string): Promise<Diagnostic[]> {
  return (await client.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } }))
    .items;
}

const check = (uri: string) =>
  client.sendRequest('workspace/executeCommand', { command: checkDecryptedCommand, arguments: [uri] });

it('is offered on the hint, and shows what is wrong at the encrypted names', async () => {
  const wrong = clear('mycache.cachix.org-1:short').replace('"kind"', '"apiVersion":"v1","kind"');
  writeFileSync(join(base, 'clear'), wrong);
  standIn(`cat '${join(base, 'clear')}'`);
  const uri = await open();
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const actions = (): Promise<CodeAction[]> =>
    client.sendRequest('textDocument/codeAction', { textDocument: { uri }, range, context: { diagnostics: [] } });
  const [action] = await actions();
  expect(action?.title).toBe('Check Decrypted');
  await client.sendRequest('workspace/executeCommand', action?.command ?? {});
  // An edit of the text in clear is none of the encrypted one.
  expect((await actions()).map(({ title }) => title)).toEqual(['Check Decrypted']);

  const found = await diagnostics(uri);
  expect(found.map(({ code, range: { start } }) => [code, start])).toEqual([
    ['binary-caches/encrypted', { line: 0, character: 0 }],
    ['binary-caches/api-version', { line: 1, character: 2 }],
    ['binary-caches/malformed-public-key', { line: 3, character: encrypted.split('\n')[3]?.lastIndexOf('"ENC') }],
    ['binary-caches/token', { line: 4, character: 4 }],
  ]);
  expect(said).toEqual(['3 problems found in binary-caches.json.']);
  expect(JSON.stringify([found, said])).not.toMatch(new RegExp(`short|${secret.split('.')[1]}`));
  expect(readdirSync(folder)).toEqual(['binary-caches.json']);

  // The findings are those of this text alone.
  await client.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: `${encrypted}\n` }],
  });
  expect((await diagnostics(uri)).map(({ code }) => code)).toEqual(['binary-caches/encrypted']);
  await check(uri);
  expect(said.at(-1)).toBe('Save binary-caches.json first: its file is what is decrypted.');
});

it('says that nothing is wrong, and why it cannot decrypt without what sops printed', async () => {
  writeFileSync(
    join(base, 'clear'),
    clear('other:short').replace(',"other:short"', '').replace(secret, fillExample('<<jwt {}>>')),
  );
  standIn(`cat '${join(base, 'clear')}'`);
  const uri = await open();
  await check(uri);
  standIn('echo hunter2 >&2; cat; exit 128');
  await check(uri);
  vi.stubEnv('PATH', join(base, 'workspace'));
  await check(uri);
  expect(said).toEqual([
    'Nothing is wrong in binary-caches.json.',
    `sops could not decrypt ${join(folder, 'binary-caches.json')}. Run sops --decrypt on it in a terminal to see why.`,
    'There is no program sops on the PATH. Install SOPS to check encrypted files.',
  ]);
});

it('decrypts nothing that is not encrypted', async () => {
  standIn(`touch '${join(base, 'ran')}'`);
  const uri = await open('{}\n');
  await check(uri);
  await check(URI.file(join(base, 'clear')).toString());
  expect(said).toEqual([
    'binary-caches.json is no file of an agent that SOPS encrypted.',
    'clear is no file of an agent that SOPS encrypted.',
  ]);
  expect(readdirSync(base)).not.toContain('ran');
});
