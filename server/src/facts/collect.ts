import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import type { FileFacts } from './facts.ts';
import { gitStates } from './git.ts';

/** Looks at paths on disk and asks git about them. Never throws: what cannot be learnt is left out. */
export async function collectFacts(paths: readonly string[]): Promise<Map<string, FileFacts>> {
  const [states, ...files] = await Promise.all([gitStates(paths), ...paths.map(fileFacts)]);
  return new Map(
    paths.map((path, index) => {
      const git = states.get(path);
      return [path, { ...files[index], ...(git ? { git } : {}) }] as const;
    }),
  );
}

async function fileFacts(path: string): Promise<FileFacts> {
  try {
    const found = await stat(path);
    const isFolder = found.isDirectory();
    return {
      kind: isFolder ? 'directory' : 'file',
      // Windows has access lists in their place.
      ...(process.platform === 'win32' ? {} : { mode: found.mode & 0o7777 }),
      isLink: (await lstat(path)).isSymbolicLink(),
      realPath: await realpath(path),
      ...(isFolder ? { entries: await readdir(path) } : {}),
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'missing' } : {};
  }
}
