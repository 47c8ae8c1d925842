import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cachixKeys } from '../../demo/src/keys.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Session {
  diagnostics: { code: string; lnum: number; message: string }[];
  hover: string;
  completion: string[];
  actions: string[];
}

describe('a session in Neovim', () => {
  let folder: string;
  let session: Session;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nixa-nvim-'));
    const { signingKey } = cachixKeys('mycompany');
    const text = `{\n  "mycompany": {\n    "kind": "CachixCache",\n    "signingKeys": ["${signingKey}"]\n  }\n}\n`;
    await writeFile(join(folder, 'binary-caches.json'), text, { mode: 0o600 });
    const results = join(folder, 'results.json');
    const cli = join(root, 'dist/cli.js');
    const script = join(root, 'test/editors/session.lua');
    await promisify(execFile)('nvim', ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${script}`], {
      cwd: folder,
      env: { ...process.env, HOME: folder, NODE: process.execPath, CLI: cli, RESULTS: results },
      timeout: 60_000,
    }).catch(async (error: unknown) => {
      throw new Error(await readFile(results, 'utf8').catch(() => String(error)));
    });
    session = JSON.parse(await readFile(results, 'utf8')) as Session;
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('shows the diagnostics', () => {
    expect(session.diagnostics).toContainEqual(
      expect.objectContaining({ code: 'binary-caches/missing-property', lnum: 1 }),
    );
  });

  it('tells on hover what a property is', () => {
    expect(session.hover).toContain('kind');
  });

  it('completes what is not there yet', () => {
    expect(session.completion.join(' ')).toContain('publicKeys');
  });

  it('applies a fix that leaves a good file', async () => {
    expect(session.actions.join(' ')).toContain('publicKeys');
    expect(JSON.parse(await readFile(join(folder, 'binary-caches.json'), 'utf8'))).toHaveProperty(
      'mycompany.publicKeys',
      [],
    );
  });
});
