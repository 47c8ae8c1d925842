import { type NixSource, parseNix } from '../../nix/source.ts';
import type { Format } from '../format.ts';

export interface NixFile {
  source: NixSource;
}

export const nixFormat: Format<NixFile> = {
  id: 'nix',
  fileName: 'hercules-ci-agents.nix',
  syntaxCode: 'nix/syntax',
  parse: (text, path) => ({ source: parseNix(text, path) }),
  rules: [],
};
