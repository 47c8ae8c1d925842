import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Unit } from './unit.ts';

/** A unit that starts another when one of its files changes, as `PathChanged=` does. */
export function createPathUnit(definition: { name: string; starts: Unit; paths: string[] }): Unit {
  const { name, starts, paths } = definition;
  let watchers: FSWatcher[] = [];
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  return {
    name,
    async start() {
      if (watchers.length === 0) {
        watchers = folders.map((folder) =>
          watch(folder, (_event, file) => {
            if (paths.some((path) => dirname(path) === folder && basename(path) === file)) {
              void starts.start();
            }
          }),
        );
      }
      return true;
    },
    async stop() {
      for (const watcher of watchers) {
        watcher.close();
      }
      watchers = [];
    },
    resetFailed() {},
    properties: () => ({
      Id: name,
      LoadState: 'loaded',
      ActiveState: watchers.length > 0 ? 'active' : 'inactive',
      SubState: watchers.length > 0 ? 'waiting' : 'dead',
      Unit: starts.name,
      Paths: paths.map((path) => `${path} (PathChanged)`).join('\nPaths='),
    }),
  };
}
