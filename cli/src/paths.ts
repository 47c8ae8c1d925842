import { relative, sep } from 'node:path';

/** An absolute path as it is shown: relative to the working folder, with `/`. */
export function shownPath(path: string): string {
  return relative(process.cwd(), path).split(sep).join('/');
}
