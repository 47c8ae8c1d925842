// A workspace of 10,000 files of which 50 are ours, in git: from the start of the server's process to the diagnostics of all of them.
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startBenchServer } from './languageServer.mjs';

export const name = 'a workspace of 10,000 files of which 50 are ours, to all diagnostics';
export const aim = 'at most 1 s and 120 MB';

const folders = 200;
const runs = 5;

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

function caches(index) {
  const { publicKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
  // Without a key of its own or a token: a finding.
  const cache = { kind: 'CachixCache', publicKeys: [`cache-${index}.cachix.org-1:${key}`] };
  return JSON.stringify({ [`cache-${index}`]: cache }, null, 2);
}

const machine = (index) => `{ pkgs, ... }: {
  deployment.targetHost = "root@machine-${index}.example.org";
  services.hercules-ci-agent.enable = true;
}
`;

/** Fifty files in each folder: of every fourth folder one is ours, of which half are Nix. */
function contents(folder) {
  const files = {};
  for (let index = 0; index < 50; index++) {
    if (index < 10)
      files[`module-${index}.nix`] =
        `{ lib, ... }: { options.value${index} = lib.mkOption { default = ${folder}; }; }\n`;
    else if (index < 15)
      files[`data-${index}.json`] = JSON.stringify({ folder, values: Array.from({ length: 100 }, (_, at) => at) });
    else files[`source-${index}.ts`] = `export const value = ${index};\n`.repeat(50);
  }
  if (folder % 4 !== 0) return files;
  delete files['source-49.ts'];
  if (folder % 8 === 0) return { ...files, 'machine.nix': machine(folder) };
  return { ...files, 'binary-caches.json': caches(folder) };
}

export async function run() {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'nix-agents-bench-')));
  try {
    for (let folder = 0; folder < folders; folder++) {
      const path = join(root, `part-${folder % 20}`, `folder-${folder}`);
      await mkdir(path, { recursive: true });
      for (const [file, text] of Object.entries(contents(folder)))
        await writeFile(join(path, file), text, { mode: 0o600 });
    }
    await promisify(execFile)('git', ['-C', root, 'init', '--quiet']);
    await promisify(execFile)('git', ['-C', root, 'add', '--all']);
    const times = [];
    const memories = [];
    for (let round = 0; round < runs; round++) {
      const client = await startBenchServer(root);
      const { items } = await client.settled();
      times.push((performance.now() - client.begun) / 1000);
      memories.push((await client.memory()) / 1e6);
      await client.end();
      const found = items.filter((file) => file.items.length > 0).length;
      if (found !== 50) throw new Error(`Findings in ${found} files instead of 50.`);
    }
    const [value, memory] = [median(times), Math.max(...memories)];
    return {
      value,
      met: value <= 1 && memory <= 120,
      detail: `${value.toFixed(2)} s, median of ${runs}; at most ${memory.toFixed(0)} MB resident at any time`,
    };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
