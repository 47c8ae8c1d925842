import { dirname } from 'node:path';
import type { Document } from '../../documents/document.ts';
import type { Machine, Network } from '../../nix/network.ts';
import type { NixFile } from './model.ts';

export interface FolderNetwork {
  file: Document;
  network: Network;
}

/** The networks in the folder of a file, its own included: NixOps reads them as one. */
export function networksOfFolder(documents: readonly Document[], document: Document): FolderNetwork[] {
  const folder = dirname(document.path);
  return documents.flatMap((file) => {
    const network =
      file.format === 'nix' && dirname(file.path) === folder ? (file.model as NixFile).network : undefined;
    return network ? [{ file, network }] : [];
  });
}

export function machinesOfFolder(
  documents: readonly Document[],
  document: Document,
): { file: Document; machine: Machine }[] {
  return networksOfFolder(documents, document).flatMap(({ file, network }) =>
    network.machines.map((machine) => ({ file, machine })),
  );
}
