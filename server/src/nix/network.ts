import { evaluateNix, type FindSource } from './evaluate.ts';
import { called, type Module, readModule } from './modules.ts';
import type { NixSource } from './source.ts';
import { type Attribute, type NixValue, select } from './value.ts';

/**
 * What stands beside the machines on the top level of a network.
 * @see https://github.com/NixOS/nixops/blob/master/nix/eval-machine-info.nix
 * `meta` is colmena's word for `network`.
 */
const reserved = new Set(['network', 'defaults', 'resources', 'require', 'nixpkgs', '_file', 'meta']);

/** What a NixOS module may have on its top level: a file with one of these is a module, not a network. */
const moduleNames = ['imports', 'config', 'options', 'services', 'deployment', 'networking', 'environment'];

/** A machine of a NixOps network as one file describes it. Other files may describe more of it. */
export interface Machine {
  name: string;
  attribute: Attribute;
  module: Module;
}

export interface Network {
  source: NixSource;
  /** It has a `network` attribute: it is a logical specification, not only a physical one. */
  logical: boolean;
  machines: Machine[];
}

/** Reads a NixOps network or a part of one; `undefined` where the file is something else, or not known to be one. */
export function readNetwork(source: NixSource, find: FindSource): Network | undefined {
  return networkOf(source, evaluateNix(source, find), find);
}

export function networkOf(source: NixSource, value: NixValue, find: FindSource): Network | undefined {
  const set = called(value);
  if (set.type !== 'set' || moduleNames.some((name) => set.attributes.has(name))) return undefined;
  const machines: Machine[] = [];
  for (const [name, attribute] of set.attributes) {
    if (reserved.has(name)) continue;
    const module = readModule(attribute.value(), find);
    machines.push({ name, attribute, module });
  }
  const logical = set.attributes.has('network');
  if (!logical && !set.attributes.has('meta') && !machines.some(isDeployed)) return undefined;
  return { source, logical, machines: logical ? machines : machines.filter(isDeployed) };
}

const isDeployed = ({ module }: Machine) =>
  module.configurations.some((value) => select(value, 'deployment')?.type === 'set');
