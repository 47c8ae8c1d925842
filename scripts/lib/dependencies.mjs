import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The packages that a lock file of npm's lists; the one npm leaves in node_modules lacks those of other platforms. */
function lockedVersions(file) {
  const { packages } = JSON.parse(readFileSync(join(root, file), 'utf8'));
  return new Map(Object.entries(packages).map(([path, { version }]) => [path, version]));
}

function installed() {
  try {
    const here = lockedVersions('node_modules/.package-lock.json');
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    return Object.entries(packages).every(
      ([path, { version, optional }]) => path === '' || here.get(path) === version || (optional && !here.has(path)),
    );
  } catch {
    return false;
  }
}

/** `npm ci` where node_modules is not what the lock file says. */
export async function installDependencies() {
  if (!installed()) await run('npm', ['ci'], { cwd: root });
}
