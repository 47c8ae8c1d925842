import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Place } from '../../../protocol/src/agents.ts';
import type { Lines } from '../text/lines.ts';

/** Turns absolute paths into what an agent's fields hold: relative to the workspace, with `/`. */
export interface Workspace {
  /** Absolute. */
  path: string;
  relative(path: string): string;
  /** `undefined` where the path lies outside. */
  inside(path: string): string | undefined;
  place(file: { path: string; lines: Lines }, offset: number): Place;
}

export function workspaceAt(path: string): Workspace {
  const root = resolve(path);
  const relativePath = (to: string) => relative(root, to).split(sep).join('/');
  return {
    path: root,
    relative: relativePath,
    inside: (to) => {
      const found = relativePath(to);
      return found === '..' || found.startsWith('../') || isAbsolute(found) ? undefined : found;
    },
    place: (file, offset) => ({ path: relativePath(file.path), line: file.lines.position(offset).line + 1 }),
  };
}
