import { binaryCachesRules } from '../binary-caches/rules/index.ts';
import type { Format } from '../format.ts';
import { keyFiles } from './keyFiles.ts';
import { type NixFile, readNixFile } from './model.ts';
import { nixRules } from './rules/index.ts';

export const nixFormat: Format<NixFile> = {
  id: 'nix',
  fileName: 'hercules-ci-agents.nix',
  syntaxCode: 'nix/syntax',
  parse: readNixFile,
  rules: [...nixRules, ...binaryCachesRules],
  asksFor: (file) => keyFiles(file).map(({ path }) => path),
};
