// From a keystroke to the diagnostics of its file, over the language server's own pipes, in a workspace of 300 .nix files.
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startBenchServer } from './languageServer.mjs';

export const name = 'a keystroke to the diagnostics of its file, in a workspace of 300 .nix files';
export const aim =
  'a 95th percentile of at most 5 ms in 5 KB and 10 ms in 100 KB, with no file, process or network touched';

const machines = 300;
const rounds = 6;
const strokes = 100;

function machine(index, services = 8) {
  const lines = Array.from({ length: services }, (_, service) => {
    return `  services.nginx.virtualHosts."host-${service}.example.org" = { enableACME = true; root = ./www/${service}; locations."/".proxyPass = "http://127.0.0.1:\${toString (8000 + ${service})}"; };`;
  });
  return `{ config, lib, pkgs, ... }:
let cfg = config.services.example; in
{
  deployment.targetHost = "machine-${index}.example.org";
  deployment.keys."binary-caches.json" = { keyFile = ../binary-caches.json; destDir = "/var/lib/hercules-ci-agent/secrets"; user = "hercules-ci-agent"; };
  services.hercules-ci-agent.enable = true;
  services.hercules-ci-agent.settings.concurrentTasks = ${1 + (index % 8)};
${lines.join('\n')}
}
`;
}

function machineOf(size) {
  const none = machine(0, 0).length;
  return machine(0, Math.round((size - none) / (machine(0, 1).length - none)));
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Types an @ into an address, which is a finding, and overwrites it by a letter, asking for the diagnostics after each stroke. */
async function type(client, uri, text) {
  await client.open(uri, 'nix', text);
  const lines = text.split('\n');
  const line = lines.findIndex((each) => each.includes('deployment.targetHost'));
  const start = { line, character: lines[line].indexOf('"') + 4 };
  let length = 0;
  const percentiles = [];
  let version = 1;
  let before = 0;
  for (let round = 0; round < rounds; round++) {
    // The first round warms up.
    if (round === 1) before = await client.effects();
    const times = [];
    for (let stroke = 0; stroke < strokes; stroke++) {
      const typed = stroke % 2 === 0;
      // No text comes twice: the server remembers the last ones.
      const written = `${typed ? '@' : 'x'}${version}`;
      const end = { line, character: start.character + length };
      const change = { range: { start, end }, text: written };
      length = written.length;
      const begun = performance.now();
      client.change(uri, ++version, change);
      const { items } = await client.diagnostics(uri);
      times.push(performance.now() - begun);
      if (items.length !== (typed ? 1 : 0)) throw new Error(items.map(({ message }) => message).join(' '));
    }
    if (round > 0) percentiles.push(times.toSorted((a, b) => a - b)[Math.floor(strokes * 0.95)]);
  }
  return { p95: median(percentiles), effects: (await client.effects()) - before };
}

export async function run() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'nix-agents-bench-')));
  try {
    const at = (index) => join(folder, 'machines', `machine-${index}.nix`);
    await mkdir(join(folder, 'machines'));
    for (let index = 0; index < machines; index++) await writeFile(at(index), machine(index));
    await writeFile(join(folder, 'binary-caches.json'), '{}\n', { mode: 0o600 });
    const client = await startBenchServer(folder);
    try {
      await client.settled();
      const small = await type(client, pathToFileURL(at(0)).href, machineOf(5_000));
      const large = await type(client, pathToFileURL(at(1)).href, machineOf(100_000));
      const effects = small.effects + large.effects;
      return {
        value: small.p95,
        met: small.p95 <= 5 && large.p95 <= 10 && effects === 0,
        detail: `5 KB: ${small.p95.toFixed(1)} ms, 100 KB: ${large.p95.toFixed(1)} ms, medians of ${rounds - 1} rounds; ${effects} calls of files, processes or the network in ${2 * strokes * (rounds - 1)} strokes`,
      };
    } finally {
      await client.end();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
