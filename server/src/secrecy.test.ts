import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { describe, it } from 'vitest';
import { readAgents } from './agents/index.ts';
import { type Document, parseDocument } from './documents/document.ts';
import { codeLenses } from './features/codeLenses.ts';
import { documentLinks } from './features/documentLinks.ts';
import { foldingRanges } from './features/folding.ts';
import { inlayHints } from './features/inlayHints.ts';
import type { Format } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { namesOf } from './names/search.ts';
import { checkDocument } from './rules/check.ts';
import { registeredRules } from './rules/example.ts';
import { fillExample } from './rules/examples.ts';
import type { CheckContext } from './rules/rule.ts';

/** So many characters of a secret in a row are a leak. */
const telling = 10;

/** Everything that leaves the server about a text, but the edits that go back into its own file. */
function everythingSaid(format: Format, text: string): string {
  const path = join('/', 'workspace', format.fileName);
  const document = parseDocument(path, format, text);
  const facts = { of: () => ({ git: 'tracked', mode: 0o644 }) as const, agents: [] };
  const context: CheckContext = { document, documents: [document], facts, now: Date.now() };
  const findings = checkDocument(format, context).map(({ fixes, ...finding }) => ({
    ...finding,
    fixes: fixes.map(({ title, effect }) => ({ title, effect })),
  }));
  const hovers = new Set<string>();
  const completions = new Set<string>();
  for (let offset = 0; offset <= text.length; offset += 3) {
    hovers.add(JSON.stringify(format.hover?.(document.model, offset, context)));
    completions.add(JSON.stringify(format.completion?.(document.model, offset, context)));
  }
  return JSON.stringify([
    findings,
    [...hovers],
    [...completions],
    format.symbols?.(document.model, context),
    seen(document, context),
  ]);
}

/** What the editor shows of a text besides. */
function seen(document: Document, context: CheckContext): unknown[] {
  const { text, lines } = document;
  const range = lines.range({ start: 0, end: text.length });
  return [
    inlayHints(document, range, context),
    documentLinks(document, (path) => path),
    namesOf(document),
    foldingRanges(document),
    codeLenses(document, readAgents(dirname(document.path), [document])),
  ];
}

function expectSilence(said: string, secret: string): void {
  for (let at = 0; at + telling <= secret.length; at += 5) {
    if (said.includes(secret.slice(at, at + telling)))
      throw new Error(`a secret shows in ${said.length} characters of output`);
  }
}

describe('no secret is told', () => {
  const key = randomBytes(64).toString('base64');
  const half = randomBytes(32).toString('base64');
  const token = fillExample(`<<jwt {"jti":"${randomBytes(40).toString('hex')}"}>>`);
  const odd = `not-a-key-${randomBytes(30).toString('hex')}`;
  const cache = (fields: Record<string, unknown>): string =>
    JSON.stringify({ mycache: { kind: 'CachixCache', publicKeys: [], ...fields } });

  const nix = (signingKey: string, authToken: string): string =>
    `{ network = { }; a = { kind = "CachixCache"; publicKeys = [ ]; signingKeys = [ "${signingKey}" ]; authToken = "${authToken}"; }; }`;

  it.each([
    ['a corrupt key', cache({ signingKeys: [key] }), key],
    ['a key with a name', cache({ signingKeys: [`mycache.cachix.org-1:${key}`] }), key],
    ['a second key', cache({ signingKeys: [odd, key] }), key],
    ['a key that is none', cache({ signingKeys: [odd] }), odd],
    ['a secret key among the public ones', cache({ publicKeys: [key] }), key],
    ['half a key', cache({ signingKeys: [half] }), half],
    ['a key of a NixCache without name', cache({ kind: 'NixCache', storeURI: 's3://x', signingKeys: [key] }), key],
    ['a token', cache({ authToken: token }), token],
    ['a token with blanks', cache({ authToken: ` ${token}\n` }), token],
    ['a token that is none', cache({ authToken: odd }), odd],
    [
      'a token on a NixCache',
      cache({ kind: 'NixCache', storeURI: 's3://x', signingKeys: [], authToken: token }),
      token,
    ],
    ['a token in an unknown property', cache({ authtoken: token }), token],
    ['a key that is no array', cache({ signingKeys: key }), key],
    ['a file that ends in a token', cache({ authToken: token }).slice(0, -3), token],
    ['a token without quotes', cache({ authToken: token }).replaceAll(`"${token}"`, token), token],
    ['a key in a Nix file', nix(key, token), key],
    ['a token in a Nix file', nix(key, token), token],
    ['a key in a Nix file that is broken', nix(key, token).slice(0, -4), key],
    [
      'a secret of effects',
      JSON.stringify({ x: { kind: 'Secret', data: { password: odd }, condition: 'isTag' } }),
      odd,
    ],
    ['a secret in the condition', JSON.stringify({ x: { kind: 'Secret', data: {}, condition: { data: odd } } }), odd],
    ['a key where a file is named', JSON.stringify({ agents: { web: { secrets: { 'secrets.json': key } } } }), key],
    ['a token of an agent', `CACHIX_AGENT_TOKEN=${token}\n`, token],
    ['a token where JSON ends', `${cache({})} ${token}`, token],
  ])('of %s', (_, text, secret) => {
    for (const format of formats) expectSilence(everythingSaid(format, text), secret);
  });

  it('of any example', () => {
    for (const { rule, format } of registeredRules()) {
      for (const { bad, good } of rule.examples) {
        for (const source of [bad, good]) {
          const text = fillExample(source);
          const said = everythingSaid(format, text);
          for (const [mark] of source.matchAll(/<<(?:signing|jwt) .*?>>/g)) expectSilence(said, fillExample(mark));
        }
      }
    }
  });
});
