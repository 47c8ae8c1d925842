export { describe, typeMismatch } from '../binary-caches/aeson.ts';

/** What cachix calls a deploy spec in its errors. */
export const deployType = 'Cachix.Types.Deploy.Deploy(Deploy)';

export function missingKey(name: string): string {
  return `Error in $: parsing ${deployType} failed, key "${name}" not found`;
}
