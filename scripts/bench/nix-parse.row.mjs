// A thousand Nix files parsed in a fresh process: ours against Nix itself, in one call.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

export const name = '1,000 .nix files parsed, against nix-instantiate --parse of the same files in one call';
export const aim = 'a ratio of at most 0.5';

const files = 1_000;
const runs = 5;

/** A file as people write them: a machine of a network, its services, keys and a script. */
function sample(index) {
  const users = Array.from({ length: 12 }, (_, user) => {
    return `    user${user} = { isNormalUser = true; extraGroups = [ "wheel" "docker" ]; uid = ${1000 + user}; };`;
  });
  const hosts = Array.from({ length: 20 }, (_, host) => {
    return `    "host-\${toString ${host}}.example.org" = lib.mkIf (cfg.enable && !cfg.offline) { port = base + ${host} * 2; root = ./www/host${host}; };`;
  });
  return `# Machine ${index}.
{ config, lib, pkgs, name ? "machine-${index}", ... }@args:
with lib;
let
  cfg = config.services.example;
  base = 8000 + ${index};
  inherit (pkgs) writeText coreutils;
  script = pkgs.writeShellScript "start-\${name}" ''
    set -eu
    for file in "$@"; do
      \${coreutils}/bin/cat "$file" | grep -v '^#' > "''\${OUT:-/dev/null}"
    done
  '';
in
{
  imports = [ ./hardware-${index}.nix <nixpkgs/nixos/modules/profiles/headless.nix> ] ++ optional (args ? extra) args.extra;
  deployment.targetHost = "203.0.113.${index % 256}";
  deployment.keys."binary-caches.json" = { keyFile = ./binary-caches.json; user = "hercules-ci-agent"; };
  services.example = rec {
    enable = true;
    url = https://example.org/machine?index=${index};
    hosts = {
${hosts.join('\n')}
    };
    command = if base > 8500 then "\${script} --fast" else "\${script}";
    environment = cfg.environment or { } // { INDEX = toString (base - 8000); };
  };
  users.users = {
${users.join('\n')}
  };
}
`;
}

const ours = `
import { readFileSync, readdirSync } from 'node:fs';
import { parseNix } from './server/src/nix/source.ts';
let faults = 0;
for (const file of readdirSync(process.argv[2])) {
  if (!file.endsWith('.nix')) continue;
  const path = process.argv[2] + '/' + file;
  parseNix(readFileSync(path, 'utf8'), path).tree.iterate({ enter: ({ type }) => { if (type.isError) faults++; } });
}
if (faults > 0) throw new Error(faults + ' faults in files without any');
`;

async function milliseconds(program, args) {
  const start = performance.now();
  await promisify(execFile)(program, args, { maxBuffer: 2 ** 28 });
  return performance.now() - start;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

export async function run() {
  const folder = await mkdtemp(join(tmpdir(), 'nix-agents-bench-'));
  try {
    const paths = Array.from({ length: files }, (_, index) => join(folder, `machine-${index}.nix`));
    let size = 0;
    for (const [index, path] of paths.entries()) {
      const text = sample(index);
      size += text.length;
      await writeFile(path, text);
    }
    const program = join(folder, 'ours.mjs');
    await build({
      stdin: { contents: ours, resolveDir: process.cwd() },
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      outfile: program,
      logLevel: 'error',
    });
    const times = [[], []];
    // One after the other in turns, so that both meet the same machine.
    for (let round = 0; round < runs; round++) {
      times[0].push(await milliseconds(process.execPath, [program, folder]));
      times[1].push(await milliseconds('nix-instantiate', ['--store', 'dummy://', '--parse', ...paths]));
    }
    const [own, other] = times.map(median);
    const value = own / other;
    const detail = `${(size / 1e6).toFixed(1)} MB: ours ${own.toFixed(0)} ms, Nix ${other.toFixed(0)} ms, each a process of its own (median of ${runs})`;
    return { value, met: value <= 0.5, detail };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
