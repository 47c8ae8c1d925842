import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';
import { fillExample } from '../../server/src/rules/examples.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { resolve } = createRequire(import.meta.url);

interface GrammarContribution {
  scopeName: string;
  path: string;
  injectTo?: string[];
}

let json: IGrammar;

beforeAll(async () => {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const contributed: GrammarContribution[] = manifest.contributes.grammars;
  // The grammar of JSON that comes with the editor.
  const files = new Map([['source.json', resolve('tm-grammars/grammars/json.json')]]);
  for (const { scopeName, path } of contributed) files.set(scopeName, join(root, path));
  await oniguruma.loadWASM(await readFile(resolve('vscode-oniguruma/release/onig.wasm')));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scopeName) => {
      const path = files.get(scopeName);
      return path ? textmate.parseRawGrammar(await readFile(path, 'utf8'), path) : null;
    },
    getInjections: (scopeName) =>
      contributed.filter(({ injectTo }) => injectTo?.includes(scopeName)).map((grammar) => grammar.scopeName),
  });
  const loaded = await registry.loadGrammar('source.json');
  if (!loaded) throw new Error('The grammar of JSON could not be loaded.');
  json = loaded;
});

/** The pieces of a text whose innermost scopes match a pattern. */
function pieces(text: string, scope: RegExp): string[] {
  const found: string[] = [];
  let state = textmate.INITIAL;
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = json.tokenizeLine(line, state);
    state = ruleStack;
    let open = false;
    for (const { scopes, startIndex, endIndex } of tokens) {
      const inside = scopes.some((name) => scope.test(name));
      const piece = line.slice(startIndex, endIndex);
      if (inside && open) found.push(found.pop() + piece);
      else if (inside) found.push(piece);
      open = inside;
    }
  }
  return found;
}

const secret = /\bsecret\.nix-agents$/;
const placeholder = /\bplaceholder\.nix-agents$/;
const storePath = /\bstore-path\.nix-agents$/;
const token = fillExample('<<jwt {"exp":1}>>');
const key = fillExample('<<signing a>>');
const publicKey = fillExample('<<public a.cachix.org-1>>');

describe('secrets', () => {
  it.each([
    ['{ "a": { "authToken": "abc", "kind": "NixCache" } }', ['abc']],
    ['{ "signingKeys": ["abc", "d\\"e"], "kind": "x" }', ['abc', 'd\\"e']],
    ['{ "signingKeys":\n [\n "abc",\n "def"\n ],\n "kind": "x" }', ['abc', 'def']],
    [`{ "x": "${token}" }`, [token]],
    [`{ "x": "web:${key}" }`, [key]],
    [`{ "publicKeys": ["${publicKey}"] }`, []],
    ['{ "kind": "authToken", "signingKeys": [], "x": "abc" }', []],
  ])('in %s', (text, expected) => {
    expect(pieces(text, secret)).toEqual(expected);
  });
});

it.each([
  ['{ "authToken": "<your token>", "x": "<b>" }', ['<your token>']],
  ['{ "publicKeys": ["mycache.cachix.org-1:..."], "y": "..." }', ['mycache.cachix.org-1:...']],
  ['{ "signingKeys": ["TODO"] }', ['TODO']],
  ['{ "storeURI": "s3://bucket" }', []],
])('placeholders in %s', (text, expected) => {
  expect(pieces(text, placeholder)).toEqual(expected);
  expect(pieces(text, secret)).toEqual([]);
});

it('store paths in strings of any property', () => {
  const path = '/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-web-25.05';
  expect(pieces(`{ "web": "${path}", "x": "/nix/store/short" }`, storePath)).toEqual([path]);
});

it('leaves the rest of a file as the grammar of JSON has it', () => {
  const text =
    '{ "authToken": "abc", "n": 1, "signingKeys": ["x", "y"], "last": { "publicKeys": [true], "end": "z" } }';
  expect(pieces(text, /^support\.type\.property-name\.json$/)).toEqual(
    ['authToken', 'n', 'signingKeys', 'last', 'publicKeys', 'end'].map((name) => `"${name}"`),
  );
  expect(pieces(text, /^string\.quoted\.double\.json$/)).toEqual(['"abc"', '"x"', '"y"', '"z"']);
  expect(pieces(text, /^constant\./)).toEqual(['1', 'true']);
  expect(pieces(text, /invalid/)).toEqual([]);
});
