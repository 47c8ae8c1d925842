import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function sources(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '--', '*.ts', '*.mjs', '*.mts', '*.css'], {
    cwd: root,
  });
  return stdout.split('\n').filter((path) => path !== '' && !path.endsWith('.parser.ts'));
}

describe('the sources', () => {
  it('are files of less than 400 lines', async () => {
    const long: string[] = [];
    for (const path of await sources()) {
      const lines = (await readFile(join(root, path), 'utf8')).split('\n').length - 1;
      if (lines >= 400) long.push(`${path}: ${lines}`);
    }
    expect(long).toEqual([]);
  });

  it('focus and skip no test', async () => {
    const found: string[] = [];
    for (const path of (await sources()).filter((name) => name.endsWith('.test.ts'))) {
      const text = await readFile(join(root, path), 'utf8');
      if (/\b(?:it|test|describe|suite)\.(?:only|skip|todo)\(/.test(text)) found.push(path);
    }
    expect(found).toEqual([]);
  });
});
