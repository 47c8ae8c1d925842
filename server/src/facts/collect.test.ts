import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collectFacts } from './collect.ts';

test('a symbolic link is told from the file that it leads to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nix-agents-facts-'));
  try {
    const [file, link] = [join(folder, 'secrets.json'), join(folder, 'link.json')];
    await writeFile(file, '{}');
    await symlink(file, link);
    const facts = await collectFacts([file, link]);
    expect([file, link].map((path) => facts.get(path)?.isLink)).toEqual([false, true]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
