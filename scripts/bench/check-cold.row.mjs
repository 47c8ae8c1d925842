// A large binary-caches.json checked in a fresh process: ours against the JSON language service with an equal schema.
import { execFile } from 'node:child_process';
import { generateKeyPair } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

export const name = 'a 3.5 MB binary-caches.json of 10,000 caches, checked cold, against vscode-json-languageservice';
export const aim = 'a ratio of below 1, later at most 0.7';

const caches = 10_000;
const runs = 5;

const keyPair = promisify(generateKeyPair);

/** A file as people write it, with true key pairs: every rule has to look, and finds nothing. */
async function sample() {
  const entries = [];
  for (let index = 0; index < caches; index++) {
    const cache = `mycompany-cache-${String(index).padStart(5, '0')}`;
    const { publicKey, privateKey } = await keyPair('ed25519', {
      publicKeyEncoding: { format: 'der', type: 'spki' },
      privateKeyEncoding: { format: 'der', type: 'pkcs8' },
    });
    const half = publicKey.subarray(-32);
    const signingKey = Buffer.concat([privateKey.subarray(-32), half]);
    entries.push([
      cache,
      {
        kind: 'CachixCache',
        publicKeys: [`${cache}.cachix.org-1:${half.toString('base64')}`],
        signingKeys: [signingKey.toString('base64')],
      },
    ]);
  }
  return `${JSON.stringify(Object.fromEntries(entries), null, 4)}\n`;
}

const schema = {
  type: 'object',
  additionalProperties: {
    type: 'object',
    required: ['kind', 'publicKeys'],
    properties: {
      kind: { enum: ['CachixCache', 'NixCache'] },
      storeURI: { type: 'string', pattern: '^[a-z][a-z0-9+.-]*:' },
      publicKeys: { type: 'array', items: { type: 'string', pattern: '^[^:]+:[A-Za-z0-9+/]{43}=$' } },
      signingKeys: { type: 'array', items: { type: 'string', pattern: '^([^:]+:)?[A-Za-z0-9+/]{86}==$' } },
      authToken: { type: 'string' },
    },
    additionalProperties: false,
    if: { properties: { kind: { const: 'NixCache' } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: ['storeURI', 'signingKeys'] },
  },
};

const ours = `
import { createService } from './server/src/service.ts';
createService({ roots: [] }).report(process.argv[2]).then((report) => console.log(report.findings.length));
`;

const theirs = `
import { readFileSync } from 'node:fs';
import { getLanguageService, TextDocument } from 'vscode-json-languageservice';
const service = getLanguageService({});
const document = TextDocument.create('file:///binary-caches.json', 'json', 1, readFileSync(process.argv[2], 'utf8'));
const schema = ${JSON.stringify(schema)};
service
  .doValidation(document, service.parseJSONDocument(document), {}, schema)
  .then((found) => console.log(found.length));
`;

async function bundle(folder, file, contents) {
  const outfile = join(folder, file);
  await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

async function milliseconds(program, file) {
  const start = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [program, file]);
  const elapsed = performance.now() - start;
  if (stdout.trim() !== '0') throw new Error(`${program} found ${stdout.trim()} faults in a file without any`);
  return elapsed;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

export async function run() {
  const folder = await mkdtemp(join(tmpdir(), 'nix-agents-bench-'));
  try {
    const file = join(folder, 'binary-caches.json');
    const text = await sample();
    await writeFile(file, text, { mode: 0o600 });
    const programs = [await bundle(folder, 'ours.cjs', ours), await bundle(folder, 'theirs.cjs', theirs)];
    const times = [[], []];
    // One after the other in turns, so that both meet the same machine.
    for (let round = 0; round < runs; round++) {
      for (const [index, program] of programs.entries()) times[index].push(await milliseconds(program, file));
    }
    const [own, other] = times.map(median);
    const value = own / other;
    const megabytes = (text.length / 1e6).toFixed(1);
    return {
      value,
      met: value < 1,
      detail: `${megabytes} MB: ours ${own.toFixed(0)} ms with every key read and paired, theirs ${other.toFixed(0)} ms, median of ${runs}`,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
