import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version in the manifest, which lies beside the folder of the built program. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
  const value = typeof manifest === 'object' && manifest && 'version' in manifest ? manifest.version : undefined;
  return typeof value === 'string' ? value : 'unknown';
}
