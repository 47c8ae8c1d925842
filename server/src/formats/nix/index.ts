import { namesOfNixFile } from '../../names/nix.ts';
import { foldsOf } from '../../nix/folds.ts';
import { selectionsAt } from '../../nix/selections.ts';
import { suppressFile, suppressionsOf, suppressLine } from '../../nix/suppressions.ts';
import { hintsOfBinaryCaches } from '../binary-caches/hints.ts';
import { binaryCachesRules } from '../binary-caches/rules/index.ts';
import type { Format } from '../format.ts';
import { completeNix, keyFileAt } from './completion.ts';
import { hoverNix } from './hover.ts';
import { keyFiles } from './keyFiles.ts';
import { type NixFile, readNixFile } from './model.ts';
import { nixRules } from './rules/index.ts';
import { symbolsOfNix } from './symbols.ts';

export const nixFormat: Format<NixFile> = {
  id: 'nix',
  fileName: 'hercules-ci-agents.nix',
  syntaxCode: 'nix/syntax',
  parse: readNixFile,
  rules: [...nixRules, ...binaryCachesRules],
  suppressions: ({ source }) => suppressionsOf(source),
  suppress: ({ source }, code, line) => {
    const edits = suppressLine(source, code, line);
    return [
      ...(edits ? [{ scope: 'line' as const, edits }] : []),
      { scope: 'file' as const, edits: suppressFile(source, code) },
    ];
  },
  completion: (file, offset, { document }) => completeNix(file, offset, document),
  fileAt: keyFileAt,
  hover: hoverNix,
  symbols: symbolsOfNix,
  hints: hintsOfBinaryCaches,
  names: namesOfNixFile,
  links: (file) =>
    keyFiles(file).flatMap(({ path, definition: { source, value } }) =>
      source === file.source ? [{ start: value.node.from, end: value.node.to, target: path }] : [],
    ),
  folds: ({ source }) => foldsOf(source),
  selections: ({ source }, offset) => selectionsAt(source, offset),
  asksFor: (file) => keyFiles(file).map(({ path }) => path),
};
