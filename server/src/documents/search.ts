import { readdir, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { ignoredPaths, workTreeOf } from '../facts/git.ts';
import { mayBeClaimed } from './classify.ts';
import { reasonOf } from './source.ts';

export interface Candidates {
  /** Absolute, sorted. */
  files: string[];
  unreadable: { path: string; message: string }[];
}

const passedOver = new Set(['.git', 'node_modules']);

/**
 * The files below a folder whose names may be ours. Folders that git ignores are passed over, as are `.git` and
 * `node_modules`; symbolic links to folders are not followed. A file is taken although git ignores it: secret files
 * should be ignored.
 */
export async function searchFolder(folder: string, signal?: AbortSignal): Promise<Candidates> {
  const found: Candidates = { files: [], unreadable: [] };
  let level: Place[] = [{ path: folder, workTree: await workTreeOf(folder) }];
  while (level.length > 0 && !signal?.aborted) {
    const inner = (await Promise.all(level.map((place) => readFolder(place, found)))).flat();
    level = await notIgnored(inner);
  }
  found.files.sort();
  return found;
}

interface Place {
  path: string;
  /** The git work tree that it lies in. */
  workTree: string | undefined;
}

async function readFolder({ path, workTree }: Place, found: Candidates): Promise<Place[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const isWorkTree = entries.some(({ name }) => name === '.git');
    const inner: Place[] = [];
    for (const entry of entries) {
      const full = join(path, entry.name);
      if (entry.isDirectory()) {
        if (!passedOver.has(entry.name)) inner.push({ path: full, workTree: isWorkTree ? path : workTree });
      } else if (mayBeClaimed(full) && (entry.isFile() || (entry.isSymbolicLink() && (await leadsToFile(full))))) {
        found.files.push(full);
      }
    }
    return inner;
  } catch (error) {
    found.unreadable.push({ path, message: `The folder ${path} could not be read: ${reasonOf(error)}.` });
    return [];
  }
}

async function leadsToFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function notIgnored(places: readonly Place[]): Promise<Place[]> {
  const byTree = new Map<string | undefined, Place[]>();
  for (const place of places) byTree.set(place.workTree, [...(byTree.get(place.workTree) ?? []), place]);
  const kept = [...byTree].map(async ([workTree, members]) => {
    if (workTree === undefined) return members;
    const ignored = await ignoredPaths(
      workTree,
      members.map(({ path }) => path),
    );
    return members.filter(({ path }) => !ignored.has(path));
  });
  return (await Promise.all(kept)).flat();
}

/** Those of the files that a search through one of the folders would have found. */
export async function notPassedOver(files: readonly string[], folders: readonly string[]): Promise<string[]> {
  const kept = await Promise.all(
    files.map(async (file) => {
      const root = folders.find((folder) => file.startsWith(folder + sep));
      if (root === undefined) return undefined;
      const ways = dirname(file)
        .slice(root.length)
        .split(sep)
        .filter((name) => name !== '');
      if (ways.some((name) => passedOver.has(name))) return undefined;
      const between = ways.map((_, index) => join(root, ...ways.slice(0, index + 1)));
      const workTree = between.length > 0 ? await workTreeOf(dirname(file)) : undefined;
      const inTree = between.filter((path) => workTree !== undefined && path.startsWith(workTree + sep));
      const ignored = workTree === undefined ? new Set() : await ignoredPaths(workTree, inTree);
      return ignored.size === 0 ? file : undefined;
    }),
  );
  return kept.filter((file) => file !== undefined);
}
