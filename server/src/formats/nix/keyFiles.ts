import { deploymentKeys, keyOption } from '../../nix/keys.ts';
import type { Definition } from '../../nix/modules.ts';
import type { NixFile } from './model.ts';

/** A local file that a machine's key is read from. */
export interface KeyFile {
  key: string;
  definition: Definition;
  /** Absolute. */
  path: string;
}

/** The path literals that are given as `keyFile`. */
export function keyFiles({ modules }: NixFile): KeyFile[] {
  return modules.flatMap(({ module }) =>
    deploymentKeys(module).flatMap((key) =>
      keyOption(key, 'keyFile').flatMap((definition) =>
        definition.value.type === 'path' ? [{ key: key.name, definition, path: definition.value.value }] : [],
      ),
    ),
  );
}
