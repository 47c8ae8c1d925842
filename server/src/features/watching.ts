import { basename } from 'node:path';
import { watchedGlobs } from '../../../protocol/src/languageServer.ts';

/** What a client is asked to watch: our files by name, every JSON file by what it may say, and what git goes by. */
export const watchers = [...watchedGlobs, '**/*.json', '**/.gitignore', '**/.git/index', '**/.git/info/exclude'].map(
  (globPattern) => ({ globPattern }),
);

/** Whether a change of this file may change what git says of others. */
export function concernsGit(path: string): boolean {
  return basename(path) === '.gitignore' || /[/\\]\.git[/\\]/.test(path);
}
